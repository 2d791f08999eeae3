// An evaluation is used again as long as everything it depended on is as it was, and one line says what was not.

import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Project } from "../../rig/project.ts";
import { createProject } from "../../rig/project.ts";
import { evaluate, smallConfig } from "./rig.ts";

const words = {
  "package.json": '{ "name": "words", "type": "module", "exports": "./index.js" }',
  "index.js": 'export const word = "outer";\n',
};

const config = `import { word } from "words";
import { part } from "./elements/part.ts";
import { defineOptions, defineProject, glob, integer, readJson, readText, stack } from "forge-build";
export const options = defineOptions({ level: integer({ default: 0 }) });
const description = [word, part, readText("notes.txt"), JSON.stringify(readJson("data.json")), glob("parts/*").join(" "), options.level].join("|");
const all = stack({ description });
export default defineProject({ name: "p", elements: { all }, default: all });
`;

function createFull(): Project {
  return createProject({
    "build.config.ts": config,
    "elements/part.ts": 'import "words";\nimport "./deeper.js";\nexport const part = "part";\n',
    "elements/deeper.ts": "export {};\n",
    "notes.txt": "notes",
    "data.json": "{}",
    "parts/one": "1",
    "node_modules/words/package.json": words["package.json"],
    "node_modules/words/index.js": words["index.js"],
  });
}

/** What the second evaluation says after a change. */
async function after(change: (project: Project) => void, options?: { readonly [name: string]: string }) {
  await using project = createFull();
  const first = await evaluate(project);
  expect(first).toMatchObject({ cached: false });
  expect(first.reason).toBeUndefined();
  change(project);
  const second = await evaluate(project, options ? { options } : {});
  return {
    cached: second.cached,
    reason: second.reason,
    description: second.graph.elements[0]?.description,
    same: second.digest === first.digest,
  };
}

test("nothing changed: nothing is evaluated", async () => {
  expect(await after(() => {})).toMatchObject({ cached: true, reason: undefined, same: true });
});

const changes: readonly (readonly [what: string, change: (project: Project) => void, reason: string])[] = [
  ["the configuration", (project) => project.write("build.config.ts", `// A thought.\n${config}`), "build.config.ts changed"],
  [
    "a module",
    (project) => project.write("elements/part.ts", 'import "./deeper.js";\nexport const part = "new";\n'),
    "elements/part.ts changed",
  ],
  ["a module that is gone", (project) => rmSync(join(project.root, "elements/deeper.ts")), "elements/deeper.ts is gone"],
  [
    "a module of a package",
    (project) => project.write("node_modules/words/index.js", 'export const word = "new";\n'),
    "node_modules/words/index.js changed",
  ],
  [
    "a package's package.json",
    (project) => project.write("node_modules/words/package.json", words["package.json"].replace("{ ", '{ "version": "2.0.0", ')),
    "node_modules/words/package.json changed",
  ],
  [
    "the project's package.json",
    (project) => project.write("package.json", '{ "type": "module", "name": "renamed" }\n'),
    "package.json changed",
  ],
  ["a new package.json", (project) => project.write("elements/package.json", '{ "type": "module" }'), "elements/package.json appeared"],
  ["a new tsconfig.json", (project) => project.write("tsconfig.json", "{}"), "tsconfig.json appeared"],
  ["a text", (project) => project.write("notes.txt", "other"), "notes.txt changed"],
  ["JSON", (project) => project.write("data.json", "[]"), "data.json changed"],
  ["a new file where files are listed", (project) => project.write("parts/two", "2"), "what is in parts changed"],
  ["a file less where files are listed", (project) => rmSync(join(project.root, "parts/one")), "what is in parts changed"],
  [
    "a package that is found first",
    (project) => project.write("elements/node_modules/words/index.js", ""),
    "elements/node_modules appeared",
  ],
  ["a module with an ending that is looked for first", (project) => project.write("elements/deeper.js", ""), "elements/deeper.js appeared"],
];

for (const [what, change, reason] of changes) {
  test(`${what} is noticed`, async () => {
    const outcome = await after(change).catch((error: unknown) => error);
    // A module that is gone breaks the configuration.
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: "FORGE1018" });
    else expect(outcome).toMatchObject({ cached: false, reason });
  });
}

test("a change that keeps the size and puts the time back is noticed", async () => {
  const outcome = await after((project) => {
    const file = join(project.root, "notes.txt");
    const { atime, mtime } = statSync(file);
    writeFileSync(file, "NOTES");
    utimesSync(file, atime, mtime);
  });
  expect(outcome).toMatchObject({ cached: false, reason: "notes.txt changed", description: expect.stringContaining("NOTES") });
});

test("a file that was touched, or written again with the same contents, changes nothing", async () => {
  expect(
    await after((project) => {
      utimesSync(join(project.root, "notes.txt"), 1, 1);
      writeFileSync(join(project.root, "build.config.ts"), config);
      renameSync(join(project.root, "parts/one"), join(project.root, "parts/uno"));
      renameSync(join(project.root, "parts/uno"), join(project.root, "parts/one"));
    }),
  ).toMatchObject({ cached: true, same: true });
});

test("other options are another evaluation, and the first is kept", async () => {
  await using project = createFull();
  await evaluate(project);
  expect(await evaluate(project, { options: { level: "2" } })).toMatchObject({ cached: false, reason: "options changed" });
  expect(await evaluate(project, { options: { level: "2" } })).toMatchObject({ cached: true });
  expect(await evaluate(project)).toMatchObject({ cached: true });
});

test("a linked package that leads elsewhere is noticed", async () => {
  await using project = createFull();
  for (const version of ["one", "two"]) {
    project.write(`copies/${version}/package.json`, words["package.json"]);
    project.write(`copies/${version}/index.js`, `export const word = "${version}";\n`);
  }
  const link = join(project.root, "node_modules/words");
  const lead = (version: string): void => {
    rmSync(link, { recursive: true });
    symlinkSync(`../copies/${version}`, link);
  };
  lead("one");
  expect((await evaluate(project)).graph.elements[0]?.description).toMatch(/^one\|/);
  lead("two");
  const second = await evaluate(project);
  expect(second).toMatchObject({ cached: false, reason: "node_modules/words leads elsewhere" });
  expect(second.graph.elements[0]?.description).toMatch(/^two\|/);
});

test("a linked module, text and directory that lead elsewhere are noticed", async () => {
  await using project = createProject({
    "one/part.ts": 'export const part = "one";\n',
    "two/part.ts": 'export const part = "two";\n',
    "one/text": "one",
    "two/text": "two",
    "build.config.ts": `import { part } from "./current/part.ts";
import { defineProject, glob, readText, stack } from "forge-build";
const all = stack({ description: [part, readText("text"), glob("current/*").join(" ")].join() });
export default defineProject({ name: "p", elements: { all } });
`,
  });
  for (const version of ["one", "two"]) {
    for (const [link, target] of [
      ["current", version],
      ["text", `${version}/text`],
    ] as const) {
      rmSync(join(project.root, link), { force: true });
      symlinkSync(target, join(project.root, link));
    }
    expect((await evaluate(project)).graph.elements[0]?.description).toBe(`${version},${version},current/part.ts current/text`);
    expect(await evaluate(project)).toMatchObject({ cached: true });
  }
});

test("paths of a tsconfig.json are followed, and what they would find first is noticed", async () => {
  await using project = createFull();
  project.write("tsconfig.base.json", '{ // a comment\n "compilerOptions": { "paths": { "words": ["./first/words.ts"] }, }, }');
  project.write("tsconfig.json", '{ "extends": "./tsconfig.base" }');
  expect((await evaluate(project)).graph.elements[0]?.description).toMatch(/^outer\|/);
  project.write("first/words.ts", 'export const word = "mapped";\n');
  const second = await evaluate(project);
  expect(second).toMatchObject({ cached: false, reason: "first/words.ts appeared" });
  expect(second.graph.elements[0]?.description).toMatch(/^mapped\|/);
  project.write("tsconfig.base.json", "{}");
  expect(await evaluate(project)).toMatchObject({ cached: false, reason: "tsconfig.base.json changed" });
});

test("a failed evaluation is not kept", async () => {
  await using project = createProject({ "build.config.ts": `${smallConfig}\nthrow new Error("no");\n` });
  for (let run = 0; run < 2; run++) await expect(evaluate(project)).rejects.toMatchObject({ code: "FORGE1003" });
});

test("an evaluation outside the sandbox is neither taken from the cache nor kept in it", async () => {
  await using project = createProject({ "build.config.ts": smallConfig });
  expect(await evaluate(project, { sealed: false })).toMatchObject({ cached: false });
  expect(await evaluate(project)).toMatchObject({ cached: false });
  expect(await evaluate(project, { sealed: false })).toMatchObject({ cached: false });
});

test("what the configuration printed is said again", async () => {
  await using project = createProject({ "build.config.ts": `${smallConfig}\nconsole.log("hello");\n` });
  for (const cached of [false, true]) {
    expect(await evaluate(project)).toMatchObject({ cached, printed: [{ text: "hello", place: { file: "build.config.ts", line: 5 } }] });
  }
});

test("a directory that was looked into in vain is noticed when it appears", async () => {
  await using project = createProject({
    "build.config.ts": smallConfig
      .replace("stack({})", 'stack({ description: glob("later/*").join() })')
      .replace("{ defineProject", "{ defineProject, glob"),
  });
  await evaluate(project);
  mkdirSync(join(project.root, "later"));
  expect(await evaluate(project)).toMatchObject({ cached: false, reason: "later appeared" });
});
