// The key of a source holds what decides its tree, and nothing else.

import { expect, test } from "vitest";
import type { TreeDigest } from "../../../core/model/ids.ts";
import { sourceKey } from "../../../core/source/source-key.ts";

const source = { kind: "tar", version: 1, key: { baseDir: "*" } };
const ref = { sha256: "aa", size: 1 };
const tree = "b".repeat(64) as TreeDigest;

test("kind, version, configuration, ref and local trees each change it", () => {
  const keys = [
    sourceKey(source, ref, []),
    sourceKey({ ...source, kind: "zip" }, ref, []),
    sourceKey({ ...source, version: 2 }, ref, []),
    sourceKey({ ...source, key: { baseDir: "" } }, ref, []),
    sourceKey(source, { ...ref, size: 2 }, []),
    sourceKey(source, undefined, []),
    sourceKey(source, ref, [tree]),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test("the order of members does not", () => {
  expect(sourceKey(source, { size: 1, sha256: "aa" }, [])).toBe(sourceKey(source, ref, []));
});

test("it is pinned", () => {
  expect(sourceKey(source, ref, [tree])).toMatchInlineSnapshot(`"46d3bccc46f8534d9b913185ce41cae5d7039cf3972635f638b4e60bc82f9950"`);
});
