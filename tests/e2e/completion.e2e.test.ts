// Completion of the command line: what is offered, without evaluating anything, and the shells that ask for it.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createProject, type Project, repository } from "../rig/project.ts";

const config = `import { defineProject, stack } from "forge-build";
const image = stack({ depends: [] });
const sound = stack({ depends: [] });
const app = stack({ depends: [image] });
export default defineProject({ name: "typed", elements: { app, libs: { image, sound } } });
`;

/** A project whose elements are known, and which cannot be evaluated any more. */
async function createTyped(): Promise<Project> {
  const project = createProject({ "build.config.ts": config });
  expect((await project.forge(["show"])).exitCode).toBe(0);
  project.write("build.config.ts", "this is no TypeScript");
  const bin = join(project.root, "../home/bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(join(repository, "bin/forge.js"), join(bin, "forge"));
  return project;
}

async function offered(project: Project, ...words: readonly string[]): Promise<readonly string[]> {
  const run = await project.forge(["completion", "--words", "--", ...words]);
  expect(run).toMatchObject({ exitCode: 0, stderr: "" });
  return run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t")[0] ?? "");
}

test("verbs, options, values and elements are offered where they may stand", async () => {
  await using project = await createTyped();
  expect(await offered(project, "bu")).toEqual(["build"]);
  expect(await offered(project, "build", "libs/")).toEqual(["libs/image", "libs/sound"]);
  expect(await offered(project, "-C", ".", "build", "app", "l")).toEqual(["libs/image", "libs/sound"]);
  expect(await offered(project, "why", "app", "libs/i")).toEqual(["libs/image"]);
  expect(await offered(project, "why", "app", "libs/image", "")).toEqual([""]);
  expect(await offered(project, "show", "--dep")).toEqual(["--deps"]);
  expect(await offered(project, "show", "--deps", "")).toEqual(["none", "run", "build", "all"]);
  expect(await offered(project, "show", "--deps=b")).toEqual(["--deps=build"]);
  expect(await offered(project, "build", "--except", "libs/s")).toEqual(["libs/sound"]);
  expect(await offered(project, "build", "--buil")).toEqual(["--builders"]);
  expect(await offered(project, "show", "--buil")).toEqual([""]);
  expect(await offered(project, "graph", "--web", "")).toEqual([":files"]);
  expect(await offered(project, "checkout", "app", "")).toEqual([":directories"]);
  expect(await offered(project, "shell", "app", "--", "l")).toEqual([":files"]);
  expect(await offered(project, "-C", "/nowhere", "build", "")).toEqual([""]);
});

test("names of a `.bst` project that was loaded in parts are kept together, until all of it is loaded", async () => {
  await using project = createProject({
    "project.conf": "name: small\nmin-version: 2.0\nelement-path: elements\n",
    "elements/a.bst": "kind: stack\n",
    "elements/b.bst": "kind: stack\n",
  });
  await project.forge(["show", "a.bst"]);
  await project.forge(["show", "b.bst"]);
  expect(await offered(project, "show", "")).toEqual(["a.bst", "b.bst"]);
});

describe("the script of", () => {
  test("bash completes in bash", async () => {
    await using project = await createTyped();
    const typed = (line: string): readonly string[] =>
      inShell(project, "bash", [
        "--norc",
        "-c",
        `eval "$(forge completion bash)"; COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}; _forge; printf '%s\\n' "\${COMPREPLY[@]}"`,
      ]);
    expect(typed("forge gra")).toEqual(["graph"]);
    expect(typed("forge build libs/im")).toEqual(["libs/image"]);
    expect(typed("forge show --deps=r")).toEqual(["run"]);
    expect(typed("forge graph --web build.c")).toEqual(["build.config.ts"]);
    expect(typed("forge build ")).toEqual(["app", "libs/image", "libs/sound"]);
  });

  test("fish completes in fish", async () => {
    await using project = await createTyped();
    const typed = (line: string): readonly string[] =>
      inShell(project, "fish", ["--no-config", "-c", `forge completion fish | source; complete -C ${JSON.stringify(line)}`]);
    expect(typed("forge rde")).toEqual(["rdeps\twho needs an element"]);
    expect(typed("forge build libs/im")).toEqual(["libs/image"]);
  });

  test("zsh is one that zsh reads, and asks forge in it", async () => {
    await using project = await createTyped();
    const program = `
      compdef() { :; }
      _describe() { print -l -- "\${(@P)3}"; }
      eval "$(forge completion zsh)"
      words=(forge build libs/im); CURRENT=3; _forge
      words=(forge rde); CURRENT=2; _forge`;
    expect(inShell(project, "zsh", ["-f", "-c", program])).toEqual(["libs/image:", "rdeps:who needs an element"]);
  });

  test("no other shell is there, and is refused", async () => {
    await using project = await createTyped();
    for (const words of [["completion"], ["completion", "tcsh"], ["completion", "bash", "--json"]])
      expect(await project.forge(words)).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("FORGE1021") });
  });
});

function inShell(project: Project, shell: string, args: readonly string[]): readonly string[] {
  const program = [`/usr/bin/${shell}`, `/bin/${shell}`].find((path) => existsSync(path));
  if (program === undefined) throw new Error(`the tests of completion need the Debian package ${shell}`);
  const output = execFileSync(program, args, {
    cwd: project.root,
    encoding: "utf8",
    env: { ...project.environment, PATH: `${join(project.root, "../home/bin")}:${project.environment["PATH"]}` },
  });
  return output.trimEnd().split("\n");
}
