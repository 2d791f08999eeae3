// Whatever goes wrong in a configuration becomes one coded error at a line of the user's.

import { expect, test } from "vitest";
import { evaluateFiles, refusalOf, smallConfig } from "./rig.ts";

const at = (line: number, file = "build.config.ts") => ({ file, line });

test("a syntax error is located", async () => {
  expect(await refusalOf(`${smallConfig}\nconst broken = (;\n`)).toMatchObject({
    code: "FORGE1002",
    place: at(5),
    message: expect.stringContaining('Unexpected ";"'),
  });
});

test("a syntax error in another module is located there", async () => {
  const error = await refusalOf(`import "./other.ts";\n${smallConfig}`, { "other.ts": "export const x = 1;\nconst = 2;\n" });
  expect(error).toMatchObject({ code: "FORGE1002", place: at(2, "other.ts") });
});

test("what is thrown is shown with its line and its callers", async () => {
  const error = await refusalOf(`import { fail } from "./other.ts";\n${smallConfig}\nfail();\n`, {
    "other.ts": 'export function fail(): never {\n  throw new RangeError("too much.");\n}\n',
  });
  expect(error).toMatchObject({
    code: "FORGE1003",
    message: "the configuration threw RangeError: too much",
    place: at(2, "other.ts"),
    related: [{ place: at(6), message: "called from here" }],
  });
});

test("something thrown that is no error", async () => {
  expect(await refusalOf(`${smallConfig}\nthrow "a text";\n`)).toMatchObject({
    code: "FORGE1003",
    message: 'the configuration threw "a text"',
  });
});

test("an error thrown later, when nobody waits for it", async () => {
  expect(
    await refusalOf(
      `${smallConfig}\nsetTimeout(() => { throw new Error("late"); }, 1);\nawait new Promise((resolve) => setTimeout(resolve, 5000));\n`,
    ),
  ).toMatchObject({
    code: "FORGE1003",
    message: "the configuration threw: late",
  });
});

test("a promise that is rejected and not awaited", async () => {
  expect(
    await refusalOf(`${smallConfig}\nPromise.reject(new Error("alone"));\nawait new Promise((resolve) => setTimeout(resolve, 5000));\n`),
  ).toMatchObject({
    code: "FORGE1003",
    message: "the configuration threw: alone",
  });
});

test("waiting for what never comes", async () => {
  expect(await refusalOf(`${smallConfig}\nawait new Promise(() => {});\n`)).toMatchObject({
    code: "FORGE1003",
    message: "the configuration waits for something that never comes",
  });
});

test("a loop without end is stopped", async () => {
  expect(await refusalOf(`${smallConfig}\nfor (;;) {}\n`, {}, { timeoutSeconds: 1 })).toMatchObject({
    code: "FORGE1004",
    message: "evaluation took longer than 1 s",
  });
});

test("objects without end are stopped", { timeout: 60_000 }, async () => {
  expect(
    await refusalOf(`${smallConfig}\nconst kept: unknown[] = [];\nfor (;;) kept.push(new Array(1_000_000).fill(0.5));\n`),
  ).toMatchObject({
    code: "FORGE1004",
    message: "evaluation used more than 2 GB of memory",
  });
});

test("bytes without end are stopped", { timeout: 60_000 }, async () => {
  expect(
    await refusalOf(`${smallConfig}\nconst kept: unknown[] = [];\nfor (;;) kept.push(new Uint8Array(100_000_000).fill(1));\n`),
  ).toMatchObject({
    code: "FORGE1004",
    message: "evaluation used more than 2 GB of memory",
  });
});

test("recursion without end", async () => {
  expect(await refusalOf(`${smallConfig}\nconst again = (): void => again();\nagain();\n`)).toMatchObject({
    code: "FORGE1003",
    message: expect.stringContaining("Maximum call stack"),
    place: at(5),
  });
});

test("no default export, and another one than a project", async () => {
  expect(await refusalOf("export const nothing = 1;\n")).toMatchObject({
    code: "FORGE1006",
    message: "the configuration has no default export",
  });
  expect(await refusalOf("export default 1;\n")).toMatchObject({
    code: "FORGE1006",
    message: "the default export of the configuration is not a project",
  });
});

test("a module and a package that are not there", async () => {
  expect(await refusalOf(`import "./missing.ts";\n${smallConfig}`)).toMatchObject({
    code: "FORGE1018",
    message: 'cannot find module "./missing.ts"',
    place: at(1),
  });
  expect(await refusalOf(`${smallConfig}import "missing/deep.js";\n`)).toMatchObject({
    code: "FORGE1018",
    message: 'cannot find package "missing/deep.js"',
    help: "install it: npm install missing",
    place: at(4),
  });
});

test("a package.json that says commonjs is no matter", async () => {
  for (const packageJson of ['{ "type": "commonjs" }', "{}"]) {
    const { graph } = await evaluateFiles({
      "package.json": packageJson,
      "part.ts": "export const part: string = 'x';\nawait null;\n",
      "build.config.ts": `import { part } from "./part";\nvoid part;\n${smallConfig}`,
    });
    expect(graph.elements).toHaveLength(1);
  }
});

test("a CommonJS package is imported", async () => {
  const { graph } = await evaluateFiles({
    "node_modules/old/package.json": '{ "name": "old", "main": "index.js" }',
    "node_modules/old/index.js": 'module.exports = { word: require("./word").word };\n',
    "node_modules/old/word.js": 'exports.word = require("node:path").posix.join("a", "b");\n',
    "build.config.ts": `import old from "old";\n${smallConfig.replace("stack({})", "stack({ description: old.word })")}`,
  });
  expect(graph.elements[0]?.description).toBe("a/b");
});

test("a tsconfig.json that cannot be used", async () => {
  for (const tsconfig of ['{ "extends": "./missing.json" }', '{ "extends": "missing/tsconfig.json" }']) {
    expect(await refusalOf(smallConfig, { "tsconfig.json": tsconfig })).toMatchObject({
      code: "FORGE1016",
      place: { file: "tsconfig.json" },
    });
  }
});

test("modules that import each other in a circle", async () => {
  const error = await refusalOf(`import { b } from "./b.ts";\n${smallConfig}\nexport const a = b;\n`, {
    "b.ts": 'import { a } from "./build.config.ts";\nexport const b = [a];\n',
  });
  expect(error).toMatchObject({ code: "FORGE1003", place: at(2, "b.ts"), help: expect.stringContaining("in a circle") });
});

test("what is printed is taken away with its line", async () => {
  const { printed } = await evaluateFiles({
    "build.config.ts": `${smallConfig}\nconsole.log("one", 2);\nprocess.stderr.write("three\\n");\nconsole.error({ four: 4 });\n`,
  });
  expect(printed).toEqual([
    { text: "one 2", place: { file: "build.config.ts", line: 5, column: expect.any(Number) } },
    { text: "three", place: { file: "build.config.ts", line: 6, column: expect.any(Number) } },
    { text: "{ four: 4 }", place: { file: "build.config.ts", line: 7, column: expect.any(Number) } },
  ]);
});

test("printing without end runs into the time limit", async () => {
  expect(await refusalOf(`${smallConfig}\nfor (;;) console.log("x");\n`, {}, { timeoutSeconds: 2 })).toMatchObject({ code: "FORGE1004" });
});

test("an element used as text", async () => {
  for (const expression of ["`${all}`", '"" + all', "[all].join()", "String(all)", "JSON.stringify({ all })"]) {
    expect(await refusalOf(`${smallConfig}\nexport const wrong = ${expression};\n`)).toMatchObject({
      code: "FORGE1008",
      message: "an element was used as text",
      place: at(5),
    });
  }
});

test("a mistake in a helper is shown at the line that called it, and the helper", async () => {
  const error = await refusalOf(`import { make } from "./helper.ts";\n${smallConfig}\nmake();\n`, {
    "helper.ts": 'import { manual } from "forge-build";\nexport const make = () =>\n  manual({ instal: [] } as never);\n',
  });
  expect(error).toMatchObject({
    code: "FORGE1007",
    message: 'manual has no field "instal"; did you mean "install"?',
    place: at(3, "helper.ts"),
    related: [{ place: at(6) }],
  });
});

test("options of the command line", async () => {
  const config = smallConfig
    .replace("{ defineProject", "{ arch, choice, defineOptions, flag, flags, integer, defineProject")
    .replace(
      "const all",
      'export const options = defineOptions({ colour: choice(["red", "green"], { default: "red" }), debug: flag({ default: false }), parts: flags(["a", "b"]), level: integer({ default: 1, max: 9 }), machine: arch(["x86_64", "aarch64"]) });\nconst all',
    );
  const { graph } = await evaluateFiles(
    { "build.config.ts": config },
    { options: { colour: "green", debug: "true", parts: "b,a", level: "7", machine: "arm64" } },
  );
  expect(graph.options).toEqual([
    { name: "colour", type: "choice", value: "green", values: ["red", "green"] },
    { name: "debug", type: "flag", value: true },
    { name: "level", type: "integer", value: 7 },
    { name: "machine", type: "arch", value: "aarch64", values: ["x86_64", "aarch64"] },
    { name: "parts", type: "flags", value: ["a", "b"], values: ["a", "b"] },
  ]);
  for (const [options, code, message] of [
    [{ color: "red" }, "FORGE1010", 'the project has no option "color"; did you mean "colour"?'],
    [{ colour: "gren" }, "FORGE1011", 'the option "colour" cannot be "gren"; did you mean "green"?'],
    [{ level: "10" }, "FORGE1011", 'the option "level" cannot be "10"'],
    [{ parts: "a,c" }, "FORGE1011", 'the option "parts" cannot be "a,c"'],
    [{ debug: "perhaps" }, "FORGE1011", 'the option "debug" cannot be "perhaps"'],
  ] as const) {
    expect(await refusalOf(config, {}, { options })).toMatchObject({ code, message });
  }
});

test("reading outside the project, and what is not there", async () => {
  const read = (expression: string) =>
    refusalOf(`import { glob, readJson, readText } from "forge-build";\n${smallConfig}\nexport const wrong = ${expression};\n`, {
      "bad.json": "{",
    });
  expect(await read('readText("../secret")')).toMatchObject({ code: "FORGE1015", place: at(6) });
  expect(await read('readText("/etc/passwd")')).toMatchObject({ code: "FORGE1015", place: at(6) });
  expect(await read('glob("../*")')).toMatchObject({ code: "FORGE1015", place: at(6) });
  expect(await read('readText("missing.txt")')).toMatchObject({
    code: "FORGE1016",
    place: at(6),
    message: "cannot read missing.txt: there is no such file",
  });
  expect(await read('readJson("bad.json")')).toMatchObject({
    code: "FORGE1016",
    place: at(6),
    message: expect.stringContaining("bad.json is not valid JSON"),
  });
});

test("the same graph, byte for byte, sealed and not", async () => {
  const files = { "build.config.ts": smallConfig };
  expect((await evaluateFiles(files)).digest).toBe((await evaluateFiles(files, { sealed: false })).digest);
});
