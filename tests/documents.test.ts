// What the pages written by hand promise: their links lead somewhere, the commands they show exist, and the configuration of
// README.md compiles.

import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createProgram } from "../core/cli/program.ts";
import { installCompiler, tsconfig } from "./rig/compiler.ts";
import { blocksOf } from "./rig/markdown.ts";
import { createProject, repository } from "./rig/project.ts";

const pages = ["README.md", "CHANGELOG.md", "bench/README.md", ...markdownBelow("docs"), ...markdownBelow("examples")];

describe.each(pages)("%s", (page) => {
  const text = readFileSync(join(repository, page), "utf8");

  test("links lead to files and headings that are there", () => {
    const broken = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? join(repository, page) : join(repository, dirname(page), path);
      if (!existsSync(target)) return [link];
      return anchor === undefined || anchorsOf(readFileSync(target, "utf8")).includes(anchor) ? [] : [link];
    });
    expect(broken).toEqual([]);
  });

  test("commands are those that there are", () => {
    const program = createProgram(() => undefined);
    const known = (words: readonly string[]): boolean => {
      const global = new Set(program.options.flatMap(({ long, short }) => [long, short]));
      const [name] = words.filter((word) => !word.startsWith("-"));
      if (name === undefined) return words.every((word) => global.has(word) || word === "--help");
      const verb = program.commands.find((command) => command.name() === name);
      const own = new Set(verb?.options.flatMap(({ long, short }) => [long, short]));
      return (
        verb !== undefined &&
        words.filter((word) => /^--?[a-z]/i.test(word)).every((word) => own.has(word) || global.has(word) || word === "--help")
      );
    };
    const commands = blocksOf(text)
      .filter(({ language, file }) => language === "sh" && file === undefined)
      .flatMap((block) => block.text.split(/\n|&&|\|\||;/))
      .flatMap((line) => /^\s*(?:npx )?forge( [^#]*|$)/.exec(line)?.[1]?.trim() ?? []);
    // Words behind `--` are somebody else's; an option's value is not looked at.
    expect(commands.filter((command) => !known((command.split(/ -- /)[0] ?? "").split(/\s+/).filter((word) => word !== "")))).toEqual([]);
  });
});

test("the configuration that README.md shows compiles and is a project", async () => {
  const [block] = blocksOf(readFileSync(join(repository, "README.md"), "utf8")).filter(({ language }) => language === "ts");
  await using project = createProject({ "build.config.ts": block?.text ?? "", "tsconfig.json": tsconfig });
  for (const part of ["options.ts", "files"])
    cpSync(join(repository, "examples/initramfs", part), join(project.root, part), { recursive: true });
  installCompiler(project);
  const run = await project.forge(["check"]);
  expect(`${run.stdout}${run.stderr}`).toMatch(/^checked: no errors in 2 files; 5 elements, the same twice\n$/);
});

/** Pages of a directory, generated ones included. */
function markdownBelow(directory: string): readonly string[] {
  return readdirSync(join(repository, directory), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return entry.name === "node_modules" ? [] : markdownBelow(path);
      return entry.name.endsWith(".md") ? [path] : [];
    })
    .sort();
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, "").replaceAll(/`[^`\n]*`/g, "``");
}

/** As they are made of headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
