// Directory messages: one encoding for one directory, and nothing but that is decoded.

import fc from "fast-check";
import { expect, test } from "vitest";
import { identity } from "../../../core/key/digest.ts";
import type { BlobDigest, TreeDigest } from "../../../core/model/ids.ts";
import type { TreeEntry } from "../../../core/model/tree.ts";
import { decodeDirectory, encodeDirectory } from "../../../core/tree/directory.ts";
import { isWellFormed } from "./arbitrary.ts";

const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((text) => isWellFormed(text) && !/[/\0]/.test(text) && text !== "." && text !== "..");
const size = fc.integer({ min: 0, max: 2 ** 45 });
const digest = fc.string({ maxLength: 4 }).map((text) => identity(text));
const entry: fc.Arbitrary<TreeEntry> = fc.oneof(
  fc.record({
    type: fc.constant("file" as const),
    name,
    digest: digest.map((value) => value as BlobDigest),
    size,
    executable: fc.boolean(),
  }),
  fc.record({ type: fc.constant("directory" as const), name, digest: digest.map((value) => value as TreeDigest), size }),
  fc.record({
    type: fc.constant("symlink" as const),
    name,
    target: fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => isWellFormed(text)),
  }),
);
const entries = fc.uniqueArray(entry, { selector: (each) => each.name, maxLength: 12 });

test("what is encoded is decoded, and again encoded to the same bytes", () => {
  fc.assert(
    fc.property(entries, (list) => {
      const bytes = encodeDirectory(list);
      const { entries: decoded } = decodeDirectory(bytes);
      expect(new Map(decoded)).toEqual(new Map(list.map((each) => [each.name, each])));
      expect(encodeDirectory(decoded.values())).toEqual(bytes);
    }),
  );
});

test("the order in which entries come makes no difference", () => {
  fc.assert(
    fc.property(
      entries.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => {
        expect(encodeDirectory(shuffled)).toEqual(encodeDirectory(list));
      },
    ),
  );
});

test("entries of a kind are sorted by the bytes of their names", () => {
  const names = ["\u{ffff}", "\u{10000}", "z", "é", "a-b", "a", "a/b".replace("/", ".")];
  const { entries: decoded } = decodeDirectory(encodeDirectory(names.map((each) => ({ type: "symlink", name: each, target: "x" }))));
  expect([...decoded.keys()]).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
});

test("a message that is cut short or repeats a name is refused", () => {
  const bytes = encodeDirectory([{ type: "file", name: "a", digest: identity("a") as BlobDigest, size: 1, executable: false }]);
  expect(() => decodeDirectory(bytes.subarray(0, bytes.length - 3))).toThrow("cut short");
  expect(() => decodeDirectory(Buffer.concat([bytes, bytes]))).toThrow("bad name");
});

test("names that lead elsewhere are refused", () => {
  for (const bad of ["..", ".", "a/b", ""]) {
    expect(() => decodeDirectory(encodeDirectory([{ type: "symlink", name: bad, target: "x" }])), bad).toThrow("bad name");
  }
});

test("the empty directory has the digest that the protocol gives it", () => {
  expect(identity(encodeDirectory([]))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test("a directory with an executable, a directory and a link is encoded as remote caches expect", () => {
  const bytes = encodeDirectory([
    { type: "symlink", name: "l", target: "f" },
    { type: "directory", name: "d", digest: identity("") as TreeDigest, size: 0 },
    { type: "file", name: "f", digest: identity("x") as BlobDigest, size: 1, executable: true },
  ]);
  const hash = (text: string): string => Buffer.from(identity(text)).toString("hex");
  expect(bytes.toString("hex")).toBe(
    `0a4b 0a0166 1244 0a40${hash("x")} 1001 2001 1247 0a0164 1242 0a40${hash("")} 1a06 0a016c 120166`.replaceAll(" ", ""),
  );
});
