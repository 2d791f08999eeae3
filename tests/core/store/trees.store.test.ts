// Trees that are manifests, trees that are directories, and how one becomes the other.

import { lstatSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { TreeDigest } from "../../../core/model/ids.ts";
import { TREE_MTIME } from "../../../core/model/tree.ts";
import { mergeTrees } from "../../../core/tree/merge.ts";
import { createStoreRig, readFiles, treeEntries } from "./rig.ts";

const rig = createStoreRig();
const { store } = rig;
const { trees } = store;
afterAll(() => rig[Symbol.asyncDispose]());

async function union(...layers: readonly TreeDigest[]): Promise<TreeDigest> {
  const { root, directories } = mergeTrees(
    trees,
    layers.map((tree) => ({ tree, at: "/" })),
  );
  trees.put(root, directories, layers);
  return root;
}

function filesOf(tree: TreeDigest): ReturnType<typeof readFiles> {
  return readFiles(join(store.root, trees.relativePath(tree)));
}

test("a composed tree is a manifest until a directory is asked for, which owns its inodes", async () => {
  const one = await rig.tree({ "/a/1": "one", "/x": { text: "same", mode: 0o755 } });
  const two = await rig.tree({ "/a/2": "two", "/y": "same", "/l": { link: "y" } });
  const both = await union(one, two);
  expect(trees.has(both)).toBe(true);
  expect(trees.hasDirectory(both)).toBe(false);
  expect(trees.fileCount(both)).toBe(4);
  await Promise.all([trees.materialize(both), trees.materialize(both)]);
  expect(filesOf(both)).toEqual({ "/a": "/", "/a/1": "one", "/a/2": "two", "/l": "-> y", "/x": "x:same", "/y": "same" });
  for (const name of ["x", "y", "a/1", "a", "l", "."]) {
    const status = lstatSync(join(store.root, trees.relativePath(both), name));
    expect(status.mtimeMs, name).toBe(TREE_MTIME * 1000);
    if (status.isFile()) expect(status.nlink, name).toBe(1);
  }
  expect(statSync(join(store.root, trees.relativePath(both), "x")).ino).not.toBe(
    statSync(join(store.root, trees.relativePath(one), "x")).ino,
  );
});

test("a tree composed of composed trees finds its files where they really lie", async () => {
  const parts = [await rig.tree({ "/p": "1" }), await rig.tree({ "/q": "2" }), await rig.tree({ "/r/s": "3" })] as const;
  const nested = await union(await union(parts[0], parts[1]), parts[2]);
  expect([...rig.reopen().trees.root(nested).backing].sort()).toEqual([...parts].sort());
  await trees.materialize(nested);
  expect(filesOf(nested)).toEqual({ "/p": "1", "/q": "2", "/r": "/", "/r/s": "3" });
});

test("a manifest gets the files of a build that makes the same tree", async () => {
  const one = await rig.tree({ "/m": "1" });
  const both = await union(one, await rig.tree({ "/n": "2" }));
  expect(await rig.tree({ "/m": "1", "/n": "2" })).toBe(both);
  expect(trees.hasDirectory(both)).toBe(true);
});

test("a private copy can be written and leaves the stored tree alone", async () => {
  const tree = await rig.tree({ "/d/file": "stored", "/d/sub": null });
  const copy = join(store.createJob("copy"), "root");
  mkdirSync(copy);
  await trees.materializeInto(tree, copy);
  writeFileSync(join(copy, "d/file"), "changed");
  expect(readFiles(copy)).toEqual({ "/d": "/", "/d/file": "changed", "/d/sub": "/" });
  expect(filesOf(tree)).toMatchObject({ "/d/file": "stored" });
});

test("another process reads the same tree from its manifest", async () => {
  const tree = await rig.tree({ "/a/b/c": "1", "/a/d": { link: "b" }, "/é/😀": { text: "2", mode: 0o755 } });
  const other = rig.reopen();
  expect(() => other.trees.directory(tree)).toThrow("belongs to no tree that was loaded");
  other.trees.root(tree);
  expect(treeEntries(other.trees, tree)).toEqual(treeEntries(trees, tree));
  expect(other.trees.fileCount(tree)).toBe(2);
});

test("the empty tree is a tree", async () => {
  const empty = trees.putEmpty();
  expect(trees.fileCount(empty)).toBe(0);
  await trees.materialize(empty);
  expect(filesOf(empty)).toEqual({});
  expect(await rig.tree({})).toBe(empty);
});

test("a missing tree and a damaged manifest are coded errors", async () => {
  const missing = "0".repeat(64) as TreeDigest;
  expect(trees.has(missing)).toBe(false);
  expect(() => trees.root(missing)).toThrow(expect.objectContaining({ code: "FORGE5004", help: "forge fsck" }));
  const tree = await rig.tree({ "/some": "thing" });
  const manifest = join(trees.placeOf(tree), "manifest");
  const bytes = readFileSync(manifest);
  bytes[bytes.length - 5] = 0x7f;
  writeFileSync(manifest, bytes);
  const other = rig.reopen();
  other.trees.root(tree);
  expect(() => other.trees.directory(tree)).toThrow(
    expect.objectContaining({ code: "FORGE5004", message: expect.stringContaining("is damaged") }),
  );
  truncateSync(manifest, 100);
  expect(() => rig.reopen().trees.root(tree)).toThrow(expect.objectContaining({ code: "FORGE5004" }));
});

test("a composition whose contents are gone says so", async () => {
  const one = await rig.tree({ "/gone": "1" });
  const both = await union(one, await rig.tree({ "/here": "2" }));
  rmSync(join(store.root, trees.relativePath(one), "gone"));
  await expect(trees.materialize(both)).rejects.toMatchObject({
    code: "FORGE5004",
    message: expect.stringContaining("gone"),
    help: "forge fsck",
  });
  rmSync(trees.placeOf(one), { recursive: true });
  await expect(rig.reopen().trees.materialize(both)).rejects.toMatchObject({ code: "FORGE5004" });
});

test("names relative to the store can stand in mount options", async () => {
  const tree = await rig.tree({ "/a": "1" });
  expect(trees.relativePath(tree)).toMatch(/^[\w./+@=-]{1,80}$/);
  expect(store.createJob("a strange: name,").slice(store.root.length + 1)).toMatch(/^[\w./+@=-]{1,40}$/);
});
