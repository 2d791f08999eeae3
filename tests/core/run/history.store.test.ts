// What is remembered of elements between builds, and which logs are found again.

import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ElementKey } from "../../../core/model/ids.ts";
import { readHistory, remember } from "../../../core/run/history.ts";
import { keptLogs, logTail, openLog } from "../../../core/run/log-file.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "forge-history-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const key = (digit: string): ElementKey => digit.repeat(64) as ElementKey;

test("an element keeps the key before its last one", () => {
  remember(root, { name: "p", mirrors: {} }, new Map([["a", { key: key("1"), outcome: "built", milliseconds: 5 }]]));
  expect(readHistory(root, "p")).toEqual({ a: { key: key("1"), outcome: "built", milliseconds: 5 } });
  remember(root, { name: "p", mirrors: {} }, new Map([["a", { key: key("2"), outcome: "cutoff" }]]));
  expect(readHistory(root, "p")).toEqual({ a: { key: key("2"), outcome: "cutoff", before: key("1"), milliseconds: 5 } });
});

test("being cached again tells nothing new", () => {
  remember(root, { name: "p", mirrors: {} }, new Map([["a", { key: key("1"), outcome: "built", milliseconds: 5 }]]));
  remember(root, { name: "p", mirrors: {} }, new Map([["a", { key: key("2"), outcome: "cutoff" }]]));
  remember(root, { name: "p", mirrors: {} }, new Map([["a", { key: key("2"), outcome: "cached" }]]));
  expect(readHistory(root, "p")["a"]).toMatchObject({ outcome: "cutoff", before: key("1") });
});

test("elements that a run did not want stay as they were, and projects are apart", () => {
  remember(root, { name: "p", mirrors: {} }, new Map([["a", { key: key("1"), outcome: "built" }]]));
  remember(root, { name: "p", mirrors: {} }, new Map([["b", { key: key("2"), outcome: "built" }]]));
  remember(root, { name: "q", mirrors: {} }, new Map([["a", { key: key("3"), outcome: "built" }]]));
  expect(Object.keys(readHistory(root, "p")).sort()).toEqual(["a", "b"]);
  expect(readHistory(root, "q")["a"]?.key).toBe(key("3"));
});

test("a history that cannot be read is none", () => {
  remember(root, { name: "p", mirrors: {} }, new Map([["a", { key: key("1"), outcome: "built" }]]));
  writeFileSync(join(root, "history/p.json"), "{");
  expect(readHistory(root, "p")).toEqual({});
});

test("logs are found again, the newest first", () => {
  const first = openLog(root, "my project", "boot/kernel", "fetch");
  const second = openLog(root, "my project", "boot/kernel", "build");
  second.write("one");
  second.write("two");
  for (const log of [first, second]) log.close();
  utimesSync(first.path, 1000, 1000);
  expect(keptLogs(root, "my project", "boot/kernel").map(({ path, job }) => [path, job])).toEqual([
    [second.path, "build"],
    [first.path, "fetch"],
  ]);
  expect(logTail(second.path, 1)).toEqual(["two"]);
  expect(keptLogs(root, "my project", "other")).toEqual([]);
});
