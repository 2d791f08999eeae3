// A configuration finds packages wherever Node would, in the sandbox too: installed, hoisted, linked from a workspace.

import { mkdirSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createProject, type Project } from "../../rig/project.ts";
import { evaluate, smallConfig } from "./rig.ts";

const plugin = {
  "package.json": '{ "name": "@acme/plugin", "type": "module", "exports": "./index.ts" }',
  "index.ts": `import { defineElement, defineSource } from "forge-build";
import { z } from "zod";
import { deep } from "deep";
export const svn = defineSource({ kind: "svn", config: z.object({ url: z.string() }), track: async () => ({}), fetch: async () => {} });
export const made = defineElement({ kind: "made", config: z.object({ word: z.string().default(deep) }), recipe: ({ config }) => ({ type: "import", to: config.word }) });
`,
};

const config = `import { made, svn } from "@acme/plugin";
import { defineProject } from "forge-build";
const all = made({ sources: [svn({ url: "x" })] });
export default defineProject({ name: "p", elements: { all } });
`;

function writePlugin(project: Project, at: string): void {
  for (const [path, text] of Object.entries(plugin)) project.write(join(at, path), text);
}

function writeDeep(project: Project, modules: string): void {
  project.write(join(modules, "deep/package.json"), '{ "name": "deep", "main": "index.cjs" }');
  project.write(join(modules, "deep/index.cjs"), 'exports.deep = "/deep";\n');
}

function link(project: Project, at: string, target: string): void {
  mkdirSync(dirname(join(project.root, at)), { recursive: true });
  symlinkSync(target, join(project.root, at));
}

const zod = join(import.meta.dirname, "../../../node_modules/zod");

async function expectPlugin(project: Project): Promise<void> {
  const { graph } = await evaluate(project);
  expect(graph.elements[0]).toMatchObject({
    kind: "made",
    recipe: { type: "import", to: "/deep" },
    place: [{ file: "build.config.ts", line: 3 }],
  });
  expect(graph.sources[0]).toMatchObject({
    kind: "svn",
    driver: { module: "@acme/plugin", export: "svn", operations: ["track", "fetch"] },
    place: [{ file: "build.config.ts", line: 3 }],
  });
}

test("a package that is installed", async () => {
  await using project = createProject({ "build.config.ts": config });
  writePlugin(project, "node_modules/@acme/plugin");
  writeDeep(project, "node_modules");
  link(project, "node_modules/zod", zod);
  await expectPlugin(project);
});

test("a package that is linked from beside the project, with packages of its own", async () => {
  await using project = createProject({ "build.config.ts": config });
  writePlugin(project, "../plugins/acme");
  writeDeep(project, "../plugins/node_modules");
  link(project, "../plugins/acme/node_modules/zod", zod);
  link(project, "../plugins/acme/node_modules/forge-build", realpathSync(join(project.root, "node_modules/forge-build")));
  link(project, "node_modules/@acme/plugin", "../../../plugins/acme");
  await expectPlugin(project);
});

test("packages in a directory above, as workspaces have them", async () => {
  await using project = createProject({ "build.config.ts": config });
  renameSync(join(project.root, "node_modules"), join(project.root, "../node_modules"));
  writePlugin(project, "../packages/plugin");
  writeDeep(project, "../node_modules");
  link(project, "../node_modules/zod", zod);
  link(project, "../node_modules/@acme/plugin", "../../packages/plugin");
  await expectPlugin(project);
});

test("packages in a store of links, as some managers keep them", async () => {
  await using project = createProject({ "build.config.ts": config });
  const store = "node_modules/.store/plugin@1/node_modules";
  writePlugin(project, `${store}/@acme/plugin`);
  writeDeep(project, "node_modules/.store/deep@1/node_modules");
  link(project, `${store}/deep`, "../../deep@1/node_modules/deep");
  link(project, `${store}/zod`, zod);
  link(project, `${store}/forge-build`, realpathSync(join(project.root, "node_modules/forge-build")));
  link(project, "node_modules/@acme/plugin", "../.store/plugin@1/node_modules/@acme/plugin");
  await expectPlugin(project);
});

test("a project that has not installed forge uses the one that runs", async () => {
  await using project = createProject({ "build.config.ts": smallConfig });
  rmSync(join(project.root, "node_modules"), { recursive: true });
  expect((await evaluate(project)).graph.elements).toHaveLength(1);
  expect((await evaluate(project)).cached).toBe(true);
});

test("a package reads its own files, and is shown by its name", async () => {
  await using project = createProject({
    "build.config.ts": `import { words } from "words";\n${smallConfig.replace("stack({})", "stack({ description: words() })")}`,
    "node_modules/words/package.json": '{ "name": "words", "type": "module", "exports": "./lib/index.js" }',
    "node_modules/words/lib/index.js":
      'import { readText } from "forge-build";\nexport const words = (path = "words.txt") => readText(path);\n',
    "node_modules/words/words.txt": "of the package",
  });
  expect((await evaluate(project)).graph.elements[0]?.description).toBe("of the package");
  project.write("node_modules/words/words.txt", "changed");
  expect(await evaluate(project)).toMatchObject({ reason: "node_modules/words/words.txt changed" });
});

test("a helper of a package is no place of an element's while the project has one", async () => {
  await using project = createProject({
    "build.config.ts": `import { make } from "maker";\nimport { defineProject } from "forge-build";\nconst all = make();\nexport default defineProject({ name: "p", elements: { all } });\n`,
    "node_modules/maker/package.json": '{ "name": "maker", "type": "module", "exports": "./index.js" }',
    "node_modules/maker/index.js": 'import { stack } from "forge-build";\nexport function make() {\n  return stack({});\n}\n',
  });
  expect((await evaluate(project)).graph.elements[0]?.place).toEqual([
    { file: "build.config.ts", line: 3, column: 13 },
    { file: "maker/index.js", line: 3, column: 10 },
  ]);
});
