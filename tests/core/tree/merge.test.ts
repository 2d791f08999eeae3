// The pure merge, held to a model that lays one path after another over a plain list.

import fc from "fast-check";
import { expect, test } from "vitest";
import { isForgeError } from "../../../core/model/errors.ts";
import { addLinks } from "../../../core/tree/links.ts";
import { mergeTrees } from "../../../core/tree/merge.ts";
import { DirectorySet } from "../../../core/tree/trees.ts";
import { type Described, described, entriesOf, expectedEntries, treeOf } from "./arbitrary.ts";

interface Laid {
  readonly at: string;
  readonly files: Described;
}

function merge(layers: readonly Laid[]): Described | "refused" {
  const set = new DirectorySet();
  const inputs = layers.map(({ at, files }) => {
    const { root, directories } = treeOf(files);
    for (const [digest, bytes] of directories) set.made.set(digest, bytes);
    return { tree: root, at };
  });
  try {
    const { root, directories } = mergeTrees(set, inputs);
    const all = new DirectorySet(set);
    for (const [digest, bytes] of directories) all.made.set(digest, bytes);
    return entriesOf(all, root);
  } catch (error) {
    if (isForgeError(error) && error.code === "FORGE3003") return "refused";
    throw error;
  }
}

function model(layers: readonly Laid[]): Described | "refused" {
  const seen = new Map<string, string>();
  const isLeaf = (path: string): boolean => (seen.get(path) ?? "/") !== "/";
  const isFull = (path: string): boolean => [...seen.keys()].some((other) => other.startsWith(`${path}/`));
  for (const { at, files } of layers) {
    const prefix = at === "/" ? "" : at;
    const parents = prefix
      .split("/")
      .slice(1)
      .map((_, index, names) => [`/${names.slice(0, index + 1).join("/")}`, "/"] as const);
    const own = Object.entries(expectedEntries(files)).map(([path, what]) => [`${prefix}${path}`, what] as const);
    const order = [...parents, ...own.toSorted(([a], [b]) => (a < b ? -1 : 1))];
    for (const [path, what] of order) {
      if (what === "/") {
        if (isLeaf(path)) return "refused";
        seen.set(path, "/");
      } else if (!isFull(path)) seen.set(path, what);
    }
  }
  return Object.fromEntries(seen);
}

const layers = fc.array(fc.record({ at: fc.constantFrom("/", "/", "/a", "/a/b"), files: described(["a", "b", "a-b"]) }), { maxLength: 5 });

test("a merge is what laying path after path gives, or both refuse", () => {
  fc.assert(
    fc.property(layers, (list) => {
      expect(merge(list)).toEqual(model(list));
    }),
    { numRuns: 1000 },
  );
});

test("merging a tree with itself, or with nothing, gives the tree", () => {
  fc.assert(
    fc.property(described(), (files) => {
      const expected = expectedEntries(files);
      expect(merge([{ at: "/", files }])).toEqual(expected);
      expect(
        merge([
          { at: "/", files },
          { at: "/", files: {} },
          { at: "/", files },
        ]),
      ).toEqual(expected);
    }),
  );
});

test("overlaps name the path and who provides it, first to last", () => {
  const trees = [treeOf({ "/a": "1", "/d/x": "1" }), treeOf({ "/a": "2", "/d/x": "1" }), treeOf({ "/a": "-> b", "/d": "1" })];
  const set = new DirectorySet();
  for (const { directories } of trees) for (const [digest, bytes] of directories) set.made.set(digest, bytes);
  const result = mergeTrees(
    set,
    trees.map(({ root }) => ({ tree: root, at: "/" })),
  );
  expect(result.overlaps).toEqual([{ path: "/a", by: [0, 1, 2] }]);
  expect(result.ignored).toEqual([{ path: "/d", by: [0, 2] }]);
});

test("links are added through links that the tree has", () => {
  const tree = treeOf({ "/bin": "-> usr/bin", "/usr/bin/busybox": "x:1" });
  const { root, directories } = addLinks(tree.reader, tree.root, [
    ["/bin/sh", "busybox"],
    ["/etc/link", "/x"],
  ]);
  const all = new DirectorySet(tree.reader);
  for (const [digest, bytes] of directories) all.made.set(digest, bytes);
  expect(entriesOf(all, root)).toMatchObject({ "/usr/bin/sh": "-> busybox", "/etc/link": "-> /x", "/bin": "-> usr/bin" });
});
