// A build with nothing to do starts no process and yet notices every input that changed, however quietly.

import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { build } from "../rig/outcomes.ts";
import { repository } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

test("a no-op build is one process", async () => {
  await using project = createSmallSystem();
  await build(project);
  const trace = join(project.root, "trace");
  await promisify(execFile)(
    "strace",
    ["-f", "-e", "trace=clone,clone3,fork,vfork,execve", "-o", trace, process.execPath, join(repository, "bin/forge.js"), "build"],
    {
      cwd: project.root,
      env: project.environment,
    },
  );
  const started = readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => /\b(clone3?|v?fork|execve)\(/.test(line) && !line.includes("CLONE_THREAD"));
  // The one execve is strace starting node.
  expect(started).toHaveLength(1);
});

test("a no-op build loads little of forge: no schema library, no renderer, no evaluator, and reads no graph", async () => {
  await using project = createSmallSystem();
  await build(project);
  const trace = join(project.root, "trace");
  await promisify(execFile)(
    "strace",
    ["-f", "-e", "trace=openat", "-o", trace, process.execPath, join(repository, "bin/forge.js"), "build"],
    { cwd: project.root, env: project.environment },
  );
  const opened = [...readFileSync(trace, "utf8").matchAll(/"([^"]+)"[^\n]* = \d+$/gm)].map(([, path = ""]) => path);
  const own = opened.filter((path) => path.startsWith(join(repository, "dist")) && path.endsWith(".js"));
  expect(own.length).toBeGreaterThan(2);
  const text = own.map((path) => readFileSync(path, "utf8")).join("\n");
  expect(text).not.toMatch(/ZodError|ListrTaskState|runEvaluator|validateGraph/);
  expect(opened.filter((path) => path.includes("records/evaluations"))).toEqual([]);
});

test("a local source that changed to the same size, with its time put back, is noticed", async () => {
  await using project = createSmallSystem({
    "data/file": "one\n",
    "build.config.ts": withData('importElement({ sources: [local("./data")] })'),
  });
  await build(project);
  const file = join(project.root, "data/file");
  const { atime, mtime } = statSync(file);
  writeFileSync(file, "two\n");
  utimesSync(file, atime, mtime);
  expect(await build(project)).toMatchObject({ data: "built", image: "built" });
  expect((await project.forge(["checkout", "image", "out"])).exitCode).toBe(0);
  expect(project.read("out/file")).toBe("two\n");
});

test("a new file in a directory that was globbed is noticed", async () => {
  const config = withData(
    'script({ buildDepends: [base], run: [sh`mkdir -p /forge/install && echo ${glob("./parts/*").join(" ")} >/forge/install/file`] })',
  ).replace("{ compose,", "{ compose, glob,");
  await using project = createSmallSystem({ "parts/one": "1\n", "build.config.ts": config });
  await build(project);
  project.write("parts/two", "2\n");
  expect(await build(project)).toMatchObject({ data: "built" });
  expect((await project.forge(["checkout", "image", "out"])).exitCode).toBe(0);
  expect(project.read("out/file")).toMatch(/parts\/one.*parts\/two/);
});

test("a module that newly shadows a failed resolution is noticed", async () => {
  const config = withData("script({ buildDepends: [base], run: [sh`mkdir -p /forge/install && echo ${word} >/forge/install/file`] })");
  await using project = createSmallSystem({
    "elements/word.ts": 'export { word } from "words";\n',
    "node_modules/words/package.json": '{ "name": "words", "type": "module", "exports": "./index.js" }\n',
    "node_modules/words/index.js": 'export const word = "outer";\n',
    "node_modules/words/index.d.ts": "export declare const word: string;\n",
    "build.config.ts": `import { word } from "./elements/word.ts";\n${config}`,
  });
  await build(project);
  project.write("elements/node_modules/words/package.json", '{ "name": "words", "type": "module", "exports": "./index.js" }\n');
  project.write("elements/node_modules/words/index.js", 'export const word = "inner";\n');
  expect(await build(project)).toMatchObject({ data: "built" });
  expect((await project.forge(["checkout", "image", "out"])).exitCode).toBe(0);
  expect(project.read("out/file")).toBe("inner\n");
});

test("a package.json that changed is noticed", async () => {
  await using project = createSmallSystem();
  await build(project);
  project.write("package.json", '{ "type": "module", "name": "renamed" }\n');
  const run = await project.forge(["build", "--json"]);
  const evaluated = run.events().find((event) => event.type === "evaluated");
  expect(evaluated).toMatchObject({ cached: false, reason: expect.stringContaining("package.json") });
});

test("an empty directory that appears in a local source is noticed", async () => {
  await using project = createSmallSystem({
    "data/file": "one\n",
    "build.config.ts": withData('importElement({ sources: [local("./data")] })'),
  });
  await build(project);
  mkdirSync(join(project.root, "data/empty"));
  expect(await build(project)).toMatchObject({ data: "built" });
});

/** The small system with one element more, `data`, that the image holds. */
function withData(expression: string): string {
  return smallConfig
    .replace("const image", `const data = ${expression};\nconst image`)
    .replace("[base, library, program]", "[base, library, program, data]")
    .replace("program, image }", "program, image, data }");
}
