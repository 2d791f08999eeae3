// Directories of many trees: what is kept is bounded, and what was let go is read again.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DirectoryLibrary } from "../../../core/store/library.ts";
import { createStoreRig, treeEntries } from "./rig.ts";

test("a library that keeps nothing answers like one that keeps all", async () => {
  await using rig = createStoreRig();
  const { trees } = rig.store;
  const made = await Promise.all(
    Array.from({ length: 12 }, (_, index) => rig.tree({ [`/a/${index}`]: String(index), "/b/same": "x", "/c/d/e": `${index % 3}` })),
  );
  const library = new DirectoryLibrary({ entries: 4, bytes: 1000 });
  for (const tree of made) library.take(tree, join(trees.placeOf(tree), "manifest"));
  for (const tree of [...made, ...made.toReversed()]) expect(treeEntries(library, tree)).toEqual(treeEntries(trees, tree));
});

test("a directory that is asked for again is the same object", async () => {
  await using rig = createStoreRig();
  const tree = await rig.tree({ "/a": "1" });
  const { trees } = rig.reopen();
  trees.root(tree);
  expect(trees.directory(tree)).toBe(trees.directory(tree));
});

test("what a manifest says is held to its digests when it is read again", async () => {
  await using rig = createStoreRig();
  const tree = await rig.tree({ "/a": "1" });
  const file = join(rig.store.trees.placeOf(tree), "manifest");
  const bytes = readFileSync(file);
  bytes[bytes.length - 3] = 1;
  const library = new DirectoryLibrary();
  library.take(tree, file, bytes);
  expect(() => library.directory(tree)).toThrow(expect.objectContaining({ code: "FORGE5004" }));
});
