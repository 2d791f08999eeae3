// Cutting trees by domains and by paths.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { TreeDigest } from "../../../core/model/ids.ts";
import { type Cut, compileSelection, keepPaths, type Selection, selectPaths, selectTree } from "../../../core/tree/split.ts";
import { type DirectoryReader, DirectorySet } from "../../../core/tree/trees.ts";
import { type Described, described, entriesOf, treeOf } from "./arbitrary.ts";

const rules: Selection["rules"] = [
  ["runtime", ["/usr/bin", "/usr/bin/*", "/usr/lib/*.so"]],
  ["devel", ["/usr/include/**", "/usr/lib/*"]],
  ["doc", ["/usr/share/doc/**"]],
];
const files = {
  "/usr/bin/tool": "x:1",
  "/usr/lib/lib.so": "1",
  "/usr/lib/lib.a": "1",
  "/usr/include/x/y.h": "1",
  "/usr/share/doc/README": "1",
  "/etc/conf": "1",
  "/var/empty": "/",
};

function select(selection: Partial<Selection>): readonly string[] {
  const { reader, root } = treeOf(files);
  return [...selectPaths(reader, root, { rules, include: [], exclude: [], orphans: false, ...selection })].sort();
}

test("without include every domain is chosen, and orphans when asked for", () => {
  expect(select({})).toEqual([
    "/usr/bin",
    "/usr/bin/tool",
    "/usr/include/x",
    "/usr/include/x/y.h",
    "/usr/lib/lib.a",
    "/usr/lib/lib.so",
    "/usr/share/doc/README",
  ]);
  expect(select({ orphans: true })).toEqual(expect.arrayContaining(["/etc", "/etc/conf", "/var", "/var/empty", "/usr"]));
});

test("a path in several domains goes when one of them is excluded", () => {
  expect(select({ include: ["runtime"] })).toEqual(["/usr/bin", "/usr/bin/tool", "/usr/lib/lib.so"]);
  expect(select({ include: ["runtime"], exclude: ["devel"] })).toEqual(["/usr/bin", "/usr/bin/tool"]);
  expect(select({ exclude: ["devel"], orphans: true })).not.toContain("/usr/lib/lib.so");
});

test("orphans alone are what no domain claims", () => {
  expect(select({ exclude: ["runtime", "devel", "doc"], orphans: true })).toEqual([
    "/etc",
    "/etc/conf",
    "/usr",
    "/usr/include",
    "/usr/lib",
    "/usr/share",
    "/usr/share/doc",
    "/var",
    "/var/empty",
  ]);
});

test("a selected tree holds what is chosen and its parents; directories left without anything are gone", () => {
  const { reader, root } = treeOf(files);
  const cut = selectTree(reader, root, { rules, include: ["runtime"], exclude: [], orphans: false });
  expect(Object.keys(shown(reader, cut)).sort()).toEqual(["/usr", "/usr/bin", "/usr/bin/tool", "/usr/lib", "/usr/lib/lib.so"]);
  expect([cut.has("/usr"), cut.has("/usr/bin/tool"), cut.has("/usr/lib/lib.a"), cut.has("/usr/bin/device")]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test("a directory that is named is kept though nothing in it is", () => {
  const { reader, root } = treeOf(files);
  expect(shown(reader, keepPaths(reader, root, new Set(["/usr/share", "/etc/conf"])))).toEqual({
    "/usr": "/",
    "/usr/share": "/",
    "/etc": "/",
    "/etc/conf": expect.any(String),
  });
});

test("nothing kept is the empty tree, everything kept is the tree", () => {
  fc.assert(
    fc.property(described(), (random) => {
      const { reader, root } = treeOf(random);
      expect(keepPaths(reader, root, new Set()).root).toBe(treeOf({}).root);
      expect(keepPaths(reader, root, new Set(Object.keys(entriesOf(reader, root)))).root).toBe(root);
    }),
  );
});

test("kept paths are the wanted ones that are there, with their parents", () => {
  fc.assert(
    fc.property(described(["a", "b"]), fc.uniqueArray(fc.constantFrom("/a", "/b", "/a/a", "/a/b", "/a/a/b", "/b/a")), (random, wanted) => {
      const { reader, root } = treeOf(random);
      const all = entriesOf(reader, root);
      const kept = Object.keys(all).filter((path) => wanted.some((each) => each in all && (each === path || each.startsWith(`${path}/`))));
      const cut = keepPaths(reader, root, new Set(wanted));
      expect(Object.keys(shown(reader, cut)).sort()).toEqual(kept.sort());
      for (const path of kept) expect(cut.has(path)).toBe(true);
    }),
  );
});

test("every path is chosen by a selection or by its complement", () => {
  const selections = [{ include: ["runtime"] }, { include: ["devel"] }, { include: [] }];
  for (const { include } of selections) {
    const chosen = compileSelection({ rules, include, exclude: [], orphans: true });
    const others = rules.map(([domain]) => domain).filter((domain) => include.length > 0 && !include.includes(domain));
    const complement = compileSelection({ rules, include: others.length > 0 ? others : ["none"], exclude: [], orphans: false });
    for (const path of Object.keys(files)) expect(chosen(path) || complement(path), path).toBe(true);
  }
});

function shown(below: DirectoryReader, { root, directories }: Cut): Described {
  const set = new DirectorySet(below);
  for (const [digest, bytes] of directories) set.made.set(digest, bytes);
  return entriesOf(set, root as TreeDigest);
}
