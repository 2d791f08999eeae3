// forge.lock: what is written can be read, merged by lines, and refused at its line.

import { chmodSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Ref } from "../../../core/model/drivers.ts";
import { ForgeError } from "../../../core/model/errors.ts";
import type { Json } from "../../../core/model/json.ts";
import { lockPlace, lookup, pruneLock, readLock, writeLock } from "../../../core/source/lock.ts";
import { type LockEntry, lockText, parseLock } from "../../../core/source/lock-text.ts";

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "forge-lock-"));
  file = join(directory, "forge.lock");
});

afterEach(() => rmSync(directory, { recursive: true }));

const debian = ["debian", [["main"], ["busybox-static"]]] as const;
const packages = [
  { name: "busybox-static", version: "1:1.35.0-4", sha256: "aa" },
  { name: "adduser", version: "3.134", sha256: "bb" },
];

test("entries are lines, sorted, and lists of objects go one line each", () => {
  writeLock(file, [
    { kind: "tar", inputs: ["https://b.example/x.tar"], ref: { size: 3, sha256: "11" } },
    { kind: "debian", inputs: debian[1], ref: { packages, arch: "amd64" } },
    { kind: "tar", inputs: ["https://a.example/x.tar"], ref: { sha256: "22", size: 4 } },
  ]);
  expect(readFileSync(file, "utf8")).toBe(
    [
      '["forge-lock",1]',
      '["debian",[["main"],["busybox-static"]],{"arch":"amd64"}]',
      '["debian","8de336c238c62e24","packages","busybox-static",{"sha256":"aa","version":"1:1.35.0-4"}]',
      '["debian","8de336c238c62e24","packages","adduser",{"sha256":"bb","version":"3.134"}]',
      '["tar",["https://a.example/x.tar"],{"sha256":"22","size":4}]',
      '["tar",["https://b.example/x.tar"],{"sha256":"11","size":3}]',
      "",
    ].join("\n"),
  );
});

test("what is written is what is read, whatever order its lines are in", () => {
  const name = fc.string({ minLength: 1, maxLength: 5 }).filter((text) => text !== "__proto__");
  const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value).replaceAll("__proto__", "proto")) as Json);
  const item = fc.dictionary(name, json, { maxKeys: 3 });
  const ref = fc.dictionary(name, fc.oneof(json, fc.array(item), fc.array(item.map((rest) => ({ ...rest, name: "n" })))), { maxKeys: 4 });
  const entry = fc.record({ kind: name, inputs: fc.array(json, { maxLength: 3 }), ref: ref as fc.Arbitrary<Ref> });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), fc.boolean(), (entries, turned) => {
      const once = new Map(entries.map((one) => [JSON.stringify([one.kind, JSON.parse(lockText([one]).split("\n")[1] ?? "")[1]]), one]));
      const text = lockText(once.values());
      const [head = "", ...rest] = text.trimEnd().split("\n");
      // Items of one list keep their order; entries and lists may stand anywhere.
      const moved = turned
        ? [...rest.filter((line) => JSON.parse(line).length > 3), ...rest.filter((line) => JSON.parse(line).length === 3)]
        : rest;
      const read = parseLock([head, ...moved].join("\n"), "forge.lock");
      expect(lockText(read.values())).toBe(text);
      for (const { kind, inputs, ref } of once.values()) expect(strip(read, kind, inputs)).toEqual(JSON.parse(JSON.stringify(ref)));
    }),
  );
});

function strip(read: ReadonlyMap<string, LockEntry>, kind: string, inputs: readonly Json[]): Ref | undefined {
  return lookup({ name: "forge.lock", entries: read }, kind, inputs);
}

test("a lock that is not there is empty", () => {
  expect(readLock(file).entries.size).toBe(0);
});

test("what another process wrote meanwhile is kept", () => {
  writeLock(file, [{ kind: "a", inputs: [1], ref: { v: 1 } }]);
  const mine = readLock(file);
  writeLock(file, [{ kind: "b", inputs: [2], ref: { v: 2 } }]);
  const after = writeLock(file, [{ kind: "a", inputs: [1], ref: { v: 3 } }]);
  expect(mine.entries.size).toBe(1);
  expect(lookup(after, "a", [1])).toEqual({ v: 3 });
  expect(lookup(readLock(file), "b", [2])).toEqual({ v: 2 });
});

test("writing what is there already touches nothing", () => {
  writeLock(file, [{ kind: "a", inputs: [], ref: { v: 1 } }]);
  const { ino } = statSync(file);
  writeLock(file, [{ kind: "a", inputs: [], ref: { v: 1 } }]);
  writeLock(file, []);
  expect(statSync(file).ino).toBe(ino);
});

test("nothing to lock makes no file, and nothing temporary is left beside it", () => {
  writeLock(file, []);
  expect(readdirSync(directory)).toEqual([]);
  writeLock(file, [{ kind: "a", inputs: [], ref: {} }]);
  expect(readdirSync(directory)).toEqual(["forge.lock"]);
});

test("a link to the lock and the lock's mode are kept", () => {
  const real = join(directory, "real.lock");
  writeLock(real, [{ kind: "a", inputs: [], ref: {} }]);
  chmodSync(real, 0o640);
  symlinkSync("real.lock", file);
  writeLock(file, [{ kind: "b", inputs: [], ref: {} }]);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(statSync(real).mode & 0o777).toBe(0o640);
  expect(readLock(real).entries.size).toBe(2);
});

test("pruning removes what is not used, and says what", () => {
  writeLock(file, [
    { kind: "a", inputs: [1], ref: { packages } },
    { kind: "a", inputs: [2], ref: {} },
  ]);
  const { lock, removed } = pruneLock(file, ({ inputs }) => inputs[0] === 2);
  expect(removed.map(({ inputs }) => inputs)).toEqual([[1]]);
  expect([...lock.entries.values()].map(({ inputs }) => inputs)).toEqual([[2]]);
  expect(readFileSync(file, "utf8")).toBe('["forge-lock",1]\n["a",[2],{}]\n');
});

test("an entry knows its line", () => {
  writeFileSync(file, '["forge-lock",1]\n\n["a",[],{}]\n');
  expect(lockPlace(readLock(file), "a", [])).toEqual({ file: "forge.lock", line: 3 });
});

test("a newer lock is refused and left alone", () => {
  const text = '["forge-lock",99,"whatever"]\n{"new":true}\n';
  writeFileSync(file, text);
  expect(refusal(() => readLock(file))).toMatchObject({ code: "FORGE2002", message: "forge.lock has format 99, and this forge knows 1" });
  expect(refusal(() => writeLock(file, [{ kind: "a", inputs: [], ref: {} }]))).toMatchObject({ code: "FORGE2002" });
  expect(readFileSync(file, "utf8")).toBe(text);
});

for (const [what, lines, line, says] of [
  ["half a line", ['["remote",['], 2, /the line is not JSON/],
  ["no entry", ['["remote"]'], 2, /neither an entry nor an item/],
  ["a ref that is no object", ['["remote",[],"x"]'], 2, /neither an entry nor an item/],
  ["an unresolved merge", ['["a",[],{}]', "<<<<<<< ours", '["b",[],{}]'], 3, /a merge was not resolved/],
  ["two entries of one source", ['["a",[{"x":1,"y":2}],{}]', '["a",[{"y":2,"x":1}],{"v":1}]'], 3, /two entries/],
  ["an item without its entry", ['["debian","0123456789abcdef","packages","a",{}]'], 2, /belongs to no entry/],
] as const) {
  test(`a damaged lock is refused at its line: ${what}`, () => {
    writeFileSync(file, ['["forge-lock",1]', ...lines, ""].join("\n"));
    const error = refusal(() => readLock(file));
    expect(error).toMatchObject({ code: "FORGE2003", place: { file: "forge.lock", line } });
    expect(error.message).toMatch(says);
    expect(error.help).toBeTruthy();
  });
}

test("a file that is no lock is refused at its first line", () => {
  writeFileSync(file, "{}\n");
  expect(refusal(() => readLock(file))).toMatchObject({ code: "FORGE2003", place: { file: "forge.lock", line: 1 } });
});

function refusal(action: () => unknown): ForgeError {
  try {
    action();
  } catch (error) {
    if (error instanceof ForgeError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

test("a lock that cannot be written is an error with a next step", () => {
  const nowhere = join(directory, "missing", "forge.lock");
  const error = refusal(() => writeLock(nowhere, [{ kind: "a", inputs: [], ref: {} }]));
  expect(error).toMatchObject({ code: "FORGE2015", place: { file: "forge.lock" }, help: "make it writable, with room on its disk" });
});
