// Copies a tree out of the store, or together inside it: private writable files, sharing blocks where the file system can.
//
// A tree that is a manifest only finds its blobs in the trees behind it, wherever they lie there.

import { chmodSync, lutimesSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import { ForgeError } from "../model/errors.ts";
import type { BlobDigest, TreeDigest } from "../model/ids.ts";
import { TREE_MTIME } from "../model/tree.ts";
import { walkTree } from "../tree/walk.ts";
import { isMissing } from "./failures.ts";
import type { TreeStore } from "./trees.ts";
import { copyFiles, type SizedCopy } from "./workers.ts";

/** Copies a tree into a directory that exists. Returns every file and directory that it made, and "" for the directory. */
export async function copyTree(trees: TreeStore, tree: TreeDigest, directory: string): Promise<readonly string[]> {
  const locate = locateFiles(trees, tree);
  const copies: SizedCopy[] = [];
  const directories: string[] = [""];
  for (const { path, entry } of walkTree(trees, tree)) {
    if (entry.type === "directory") {
      mkdirSync(`${directory}${path}`);
      directories.push(path);
    } else if (entry.type === "symlink") {
      symlinkSync(entry.target, `${directory}${path}`);
      lutimesSync(`${directory}${path}`, TREE_MTIME, TREE_MTIME);
    } else copies.push({ from: locate(path, entry.digest, entry.executable), to: path, size: entry.size });
  }
  try {
    await copyFiles(directory, copies);
  } catch (error) {
    throw isMissing(error) ? lacking(tree, error instanceof Error ? error.message : "") : error;
  }
  for (const path of directories) {
    // Whatever umask forge was started with.
    chmodSync(`${directory}${path}`, 0o755);
    utimesSync(`${directory}${path}`, TREE_MTIME, TREE_MTIME);
  }
  return [...copies.map(({ to }) => to), ...directories];
}

/** Where a file of the tree can be read, absolute. */
export type LocateFile = (path: string, digest: BlobDigest, executable: boolean) => string;

export function locateFiles(trees: TreeStore, tree: TreeDigest): LocateFile {
  const header = trees.root(tree);
  if (trees.hasDirectory(tree)) {
    const files = `${trees.placeOf(tree)}/files`;
    return (path) => `${files}${path}`;
  }
  const behind = indexBlobs(trees, header.backing);
  return (path, digest, executable) => {
    const found = behind.get(blobName(digest, executable));
    if (found === undefined) throw lacking(tree, path);
    return found;
  };
}

/** Paths of blobs in trees with directories. */
function indexBlobs(trees: TreeStore, backing: readonly TreeDigest[]): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const tree of backing) {
    trees.root(tree);
    const files = `${trees.placeOf(tree)}/files`;
    for (const { path, entry } of walkTree(trees, tree)) {
      if (entry.type === "file") paths.set(blobName(entry.digest, entry.executable), `${files}${path}`);
    }
  }
  return paths;
}

/** A copy takes its mode from the original. */
function blobName(digest: BlobDigest, executable: boolean): string {
  return executable ? `${digest}x` : digest;
}

function lacking(tree: TreeDigest, what: string): ForgeError {
  return new ForgeError({ code: "FORGE5004", message: `the store lacks contents of the tree ${tree}: ${what}`, help: "forge fsck" });
}
