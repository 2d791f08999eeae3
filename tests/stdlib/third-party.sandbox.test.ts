// What stdlib has, everybody has: its kinds and sources, copied out of the repository, compile against the public entry alone
// and make the same graph.

import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../core/model/graph.ts";
import { evaluate } from "../core/evaluate/rig.ts";
import { createProject, type Project, repository } from "../rig/project.ts";

/** Files of a directory of stdlib, and those in it that are copied: a kind or source, and whatever of stdlib it needs. */
const COPIED: readonly string[] = [
  "kinds/compose.ts",
  "kinds/debian-base.ts",
  "sources/debian.ts",
  ...["debian", "patch"].flatMap((room) => readdirSync(join(repository, "stdlib", room)).map((name) => `${room}/${name}`)),
];

/** A project with copies of the files, which import "forge-build" where they imported the language. */
function createWithCopies(config: string): Project {
  const project = createProject({
    "build.config.ts": config,
    "tsconfig.json": '{ "extends": "forge-build/tsconfig.json", "compilerOptions": { "types": ["node"] } }',
  });
  for (const path of COPIED) {
    const copy = join(project.root, "copied", path);
    mkdirSync(dirname(copy), { recursive: true });
    const text = readFileSync(join(repository, "stdlib", path), "utf8");
    writeFileSync(copy, text.replaceAll('"../../dsl/index.ts"', '"forge-build"').replaceAll('"../dsl/index.ts"', '"forge-build"'));
  }
  for (const name of ["zod", "@types"]) symlinkSync(join(repository, "node_modules", name), join(project.root, "node_modules", name));
  return project;
}

const elements = `
const archives = [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }];
const base = importElement({ sources: [debian({ archives, packages: ["busybox-static"] })], domains: { l10n: ["/l/**"] } });
const tools = debianBase({ archives, packages: ["gzip"] });
const system = compose({ buildDepends: [base, tools], include: ["runtime", "l10n"], integrate: false });
export default defineProject({ name: "p", elements: { base, tools, system } });
`;
const copies = `import { defineProject, importElement } from "forge-build";
import { compose } from "./copied/kinds/compose.ts";
import { debianBase } from "./copied/kinds/debian-base.ts";
import { debian } from "./copied/sources/debian.ts";
${elements}`;
const originals = `import { compose, debian, debianBase, defineProject, importElement } from "forge-build";${elements}`;

describe("files copied out of stdlib", () => {
  test("import nothing but each other, the public entry, zod and Node", async () => {
    await using project = createWithCopies(copies);
    const imports = COPIED.flatMap((path) =>
      ts
        .preProcessFile(readFileSync(join(project.root, "copied", path), "utf8"))
        .importedFiles.map(({ fileName }) => [path, fileName] as const),
    );
    const strange = imports.filter(([path, name]) => {
      if (name.startsWith("."))
        return !COPIED.includes(relative(join(project.root, "copied"), join(project.root, "copied", dirname(path), name)));
      return name !== "forge-build" && name !== "zod" && !name.startsWith("node:");
    });
    expect(strange).toEqual([]);
    expect(imports.length).toBeGreaterThan(COPIED.length);
  });

  test("compile against the types that are published", { timeout: 60_000 }, async () => {
    await using project = createWithCopies(copies);
    const parsed = ts.getParsedCommandLineOfConfigFile(
      join(project.root, "tsconfig.json"),
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
    );
    const program = ts.createProgram({ rootNames: parsed?.fileNames ?? [], options: parsed?.options ?? {} });
    expect(program.getSourceFiles().some(({ fileName }) => fileName.endsWith("dist/types/stdlib/public.d.ts"))).toBe(true);
    expect(
      program
        .getSourceFiles()
        .filter(({ fileName }) => fileName.startsWith(`${repository}/stdlib`) || fileName.startsWith(`${repository}/dsl`)),
    ).toEqual([]);
    expect(
      ts
        .getPreEmitDiagnostics(program)
        .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`),
    ).toEqual([]);
  });

  test("make the same graph, but for where a driver's code is", async () => {
    await using project = createWithCopies(copies);
    const copied = await evaluate(project);
    cpSync(join(project.root, "build.config.ts"), join(project.root, "copies.ts"));
    project.write("build.config.ts", originals);
    const original = await evaluate(project);
    expect(withoutPlaces(copied.graph)).toEqual(withoutPlaces(original.graph));
    expect(copied.graph.sources[0]?.driver).toMatchObject({ module: "./copied/sources/debian.ts", export: "debian" });
    expect(original.graph.sources[0]?.driver).toMatchObject({ module: "forge-build", export: "debian" });
  });
});

function withoutPlaces(graph: Graph): object {
  return {
    ...graph,
    elements: graph.elements.map(({ place: _, ...element }) => element),
    sources: graph.sources.map(({ place: _, driver, ...source }) => ({ ...source, driver: { ...driver, module: "" } })),
  };
}
