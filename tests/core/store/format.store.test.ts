// Stores that cannot be opened say why, and what to do.

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asStoreError } from "../../../core/store/failures.ts";
import { removeAll } from "../../../core/store/remove.ts";
import { openStore } from "../../../core/store/store.ts";
import { storageDirectory } from "../../sandbox/rig.ts";

let scratch = "";
beforeAll(() => {
  scratch = mkdtempSync(join(storageDirectory(), "forge-format-"));
});
afterAll(() => removeAll(scratch));

function storeWith(name: string, format: string): string {
  const root = join(scratch, name);
  mkdirSync(root);
  writeFileSync(join(root, "format"), format);
  return root;
}

const uid = process.getuid?.() ?? 0;

test("a new store says its format and its owner", () => {
  const root = join(scratch, "deep/er/new");
  openStore(root).close();
  expect(JSON.parse(readFileSync(join(root, "format"), "utf8"))).toEqual({ format: "forge-store", version: 1, owner: uid });
  openStore(root).close();
});

test("a store of a newer forge is refused by its version", () => {
  const root = storeWith("newer", JSON.stringify({ format: "forge-store", version: 99, owner: uid }));
  expect(() => openStore(root)).toThrow(
    expect.objectContaining({ code: "FORGE5003", message: expect.stringContaining("99"), help: expect.stringContaining("--store") }),
  );
});

test("another user's store is refused", () => {
  const root = storeWith("foreign", JSON.stringify({ format: "forge-store", version: 1, owner: uid + 1 }));
  expect(() => openStore(root)).toThrow(
    expect.objectContaining({ code: "FORGE5002", message: `the store ${root} belongs to user ${uid + 1}, and this is user ${uid}` }),
  );
  expect(readdirSync(root)).toEqual(["format"]);
});

test("a format file that cannot be read is damage", () => {
  expect(() => openStore(storeWith("damaged", "{"))).toThrow(expect.objectContaining({ code: "FORGE5004" }));
});

test("a directory that holds something else is left alone", () => {
  const root = join(scratch, "home");
  mkdirSync(join(root, "documents"), { recursive: true });
  expect(() => openStore(root)).toThrow(
    expect.objectContaining({ code: "FORGE5007", detail: ["documents"], help: expect.stringContaining("--store") }),
  );
  expect(readdirSync(root)).toEqual(["documents"]);
});

test.runIf(uid !== 0)("a store that may not be written is a coded error", () => {
  const root = join(scratch, "read-only");
  openStore(root).close();
  chmodSync(join(root, "sessions"), 0o555);
  expect(() => openStore(root)).toThrow(expect.objectContaining({ code: "FORGE5007" }));
});

test.each([
  ["ENOSPC", "FORGE5001"],
  ["EDQUOT", "FORGE5001"],
  ["EROFS", "FORGE5007"],
  ["EACCES", "FORGE5007"],
  ["EIO", "FORGE5004"],
])("%s is %s, with a next step", (code, expected) => {
  const error = Object.assign(new Error(`${code}: refused, open '/store/x'`), { code });
  expect(asStoreError(error, "/store")).toMatchObject({
    code: expected,
    message: expect.stringContaining("/store"),
    help: expect.any(String),
    cause: error,
  });
});

test("what says nothing of the host is passed on as it is", () => {
  const bug = Object.assign(new Error("EBADF"), { code: "EBADF" });
  expect(asStoreError(bug, "/store")).toBe(bug);
});
