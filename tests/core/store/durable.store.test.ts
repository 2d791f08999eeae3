// Publishing, traced: nothing is named before it is durable (invariant 4).

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeAll } from "../../../core/store/remove.ts";
import { repository } from "../../rig/project.ts";
import { storageDirectory } from "../../sandbox/rig.ts";

interface Call {
  readonly name: string;
  readonly paths: readonly string[];
}

let scratch = "";
let calls: readonly Call[] = [];
let trees: { readonly [name: string]: string } = {};

beforeAll(() => {
  scratch = mkdtempSync(join(storageDirectory(), "forge-durable-"));
  const trace = join(scratch, "trace");
  const program = [process.execPath, "--import", "tsx", "tests/core/store/programs/publish.ts", join(scratch, "store")];
  const words = ["-f", "-y", "-s", "300", "-e", "trace=fsync,syncfs,rename,renameat,renameat2,write", "-o", trace, ...program];
  const output = execFileSync("strace", words, { cwd: repository, encoding: "utf8" });
  trees = JSON.parse(output.replace("published ", ""));
  calls = parse(readFileSync(trace, "utf8"));
});
afterAll(() => removeAll(scratch));

test.each(["few", "many", "composed"])("the tree of %s appears only when all that is in it is durable", (name) => {
  const appears = renamed(`/trees/${trees[name]}`);
  const from = calls[appears]?.paths[0] ?? "";
  expect(from).toMatch(/\/jobs\//);
  const files =
    name === "few"
      ? ["/manifest", "", "/files", "/files/usr", "/files/usr/share", ...[0, 1, 2].map((index) => `/files/usr/share/file${index}`)]
      : ["/manifest", ""];
  const synced = (path: string): boolean =>
    calls
      .slice(0, appears)
      .some(({ name: call, paths }) => (call === "fsync" && paths[0] === `${from}${path}`) || (call === "syncfs" && paths[0] === from));
  expect(files.filter((path) => !synced(path))).toEqual([]);
  if (name === "many") expect(calls.slice(0, appears)).toContainEqual({ name: "syncfs", paths: [from] });
});

test.each([
  ["few", "few"],
  ["few", "few-resolved"],
  ["many", "many"],
  ["composed", "composed"],
])("the record of %s called %s appears only when the tree has its name for good", (name, key) => {
  const index = key.endsWith("resolved") ? "resolved" : "artifacts";
  const record = renamed(`/records/${index}/${key}`);
  const tree = renamed(`/trees/${trees[name]}`);
  const between = calls.slice(tree, record);
  expect(between).toContainEqual({ name: "fsync", paths: [join(scratch, "store/trees")] });
  const contents = (calls[record]?.paths[0] ?? "").replace(/\.\d+$/, "");
  expect(calls.slice(0, record)).toContainEqual({ name: "fsync", paths: [contents] });
  const said = calls.findIndex(({ name: call, paths }) => call === "write" && paths[0]?.includes("published"));
  expect(calls.slice(record, said)).toContainEqual({ name: "fsync", paths: [join(scratch, `store/records/${index}`)] });
});

function renamed(suffix: string): number {
  const found = calls.findIndex(({ name, paths }) => name.startsWith("rename") && paths[1]?.endsWith(suffix));
  expect(found, suffix).toBeGreaterThan(-1);
  return found;
}

/** Calls in the order in which they ended. */
function parse(trace: string): readonly Call[] {
  const begun = new Map<string, string>();
  return trace.split("\n").flatMap((line) => {
    const [, thread = "", rest = ""] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (rest.endsWith("<unfinished ...>")) {
      begun.set(thread, rest.slice(0, -"<unfinished ...>".length));
      return [];
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const text = resumed ? `${begun.get(thread) ?? ""}${resumed[1]}` : rest;
    const name = /^(\w+)\(/.exec(text)?.[1];
    if (name === undefined || !/= \d+$/.test(text)) return [];
    const paths =
      name === "fsync" || name === "syncfs"
        ? [/<([^>]*)>/.exec(text)?.[1] ?? ""]
        : [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? "");
    return [{ name, paths }];
  });
}
