// The only reads there are, what they record and what they refuse.

import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { beginEvaluation } from "../../dsl/context.ts";
import * as language from "../../dsl/index.ts";
import { removeTree } from "../rig/project.ts";
import { refusalOf } from "./rig.ts";

const root = mkdtempSync(join(tmpdir(), "forge-reads-"));
const reads: string[] = [];
const note = (what: string) => (path: string) => void reads.push(`${what} ${relative(root, path)}`);
beginEvaluation({
  projectRoot: root,
  options: {},
  recorder: { file: note("file"), directory: note("directory"), absent: note("absent") },
  importJunction: () => Promise.reject(new Error("there is none")),
});

// Paths count from the root of whoever calls: the project's, where a module of the project does.
writeFileSync(join(root, "caller.mjs"), "export const calling = (read) => (...input) => read(...input);\n");
const { calling }: { readonly calling: <F>(read: F) => F } = await import(join(root, "caller.mjs"));
const [readText, readJson, glob] = [calling(language.readText), calling(language.readJson), calling(language.glob)];

const tree = [
  "a.txt",
  "data.json",
  "src/one.c",
  "src/two.c",
  "src/deep/three.c",
  "src/.hidden.c",
  "src/.git/four.c",
  "docs/x.md",
  "docs/y.txt",
];
for (const path of tree) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), path === "data.json" ? '{ "list": [1, 2] }' : path);
}
writeFileSync(join(root, "latin"), Buffer.from([0x63, 0xe9]));
symlinkSync("/etc", join(root, "out"));

beforeEach(() => void reads.splice(0));
afterAll(() => removeTree(root));

test("readText gives a file's text and records it", () => {
  expect(readText("./src/one.c")).toBe("src/one.c");
  expect(reads).toEqual(["file src/one.c"]);
});

test("readJson gives a value, frozen, as its schema says", () => {
  const schema = z.object({ list: z.array(z.number()) });
  expect(readJson("data.json", schema).list).toEqual([1, 2]);
  expect(Object.isFrozen(readJson("data.json", schema).list)).toBe(true);
  expect(refusalOf(() => readJson("data.json", z.object({ list: z.array(z.string()) })))).toMatchObject({
    code: "FORGE1007",
    message: "data.json: `list[0]` must be a string, not 1",
  });
});

describe("glob", () => {
  test.each([
    ["src/*.c", ["src/one.c", "src/two.c"]],
    ["./src/**", ["src/deep/three.c", "src/one.c", "src/two.c"]],
    ["src/**/*.c", ["src/deep/three.c", "src/one.c", "src/two.c"]],
    ["**/*.{md,txt}", ["a.txt", "docs/x.md", "docs/y.txt"]],
    ["src/.*", ["src/.hidden.c"]],
    ["s?c/[ot]*.c", ["src/one.c", "src/two.c"]],
    ["docs/[!x].*", ["docs/y.txt"]],
    ["a.txt", ["a.txt"]],
    ["nothing/*", []],
  ])("%s", (pattern, found) => {
    expect(glob(pattern)).toEqual(found);
  });

  test("records every directory it looked into", () => {
    glob("src/**/*.c");
    expect(reads.sort()).toEqual(["directory src", "directory src/deep"]);
    reads.length = 0;
    glob("nothing/*");
    expect(reads).toEqual(["absent nothing"]);
  });
});

test("nothing outside the project is read, by a link neither", () => {
  for (const path of ["../x", "/etc/passwd", "out/passwd", "src/../../x"])
    expect(refusalOf(() => readText(path))).toMatchObject({ code: "FORGE1015" });
  expect(refusalOf(() => glob("out/*"))).toMatchObject({ code: "FORGE1015" });
});

test("a package reads from its own root", () => {
  // The test is no module of the project, and lies in forge's own package.
  expect(JSON.parse(language.readText("package.json"))).toMatchObject({ name: "forge-build" });
});

test("what cannot be read says why", () => {
  expect(refusalOf(() => readText("missing"))).toMatchObject({ code: "FORGE1016", message: "cannot read missing: there is no such file" });
  expect(refusalOf(() => readText("src"))).toMatchObject({ code: "FORGE1016", message: "src is a directory" });
  expect(refusalOf(() => readText("latin"))).toMatchObject({ code: "FORGE1016", message: "latin is not UTF-8 text" });
  expect(refusalOf(() => readJson("a.txt"))).toMatchObject({
    code: "FORGE1016",
    message: expect.stringContaining("a.txt is not valid JSON"),
  });
});
