// What integration commands did to a merged tree, read from the merged mount as seen from inside.
//
// The upper directory alone cannot tell a replaced directory from an added file (that is an extended attribute), so what
// exists comes from the listing; only contents of files come from the upper directory, and they are copied out of it, so
// that no stored tree carries the overlay's bookkeeping.

import { chmodSync, constants, copyFileSync, linkSync, lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TreeDigest } from "../model/ids.ts";
import type { MergedEntry } from "../model/sandbox.ts";
import type { FileMetadata, TreeEntry } from "../model/tree.ts";
import type { Store } from "../store/store.ts";
import { mergeTrees } from "../tree/merge.ts";
import { keepPaths } from "../tree/split.ts";
import { walkTree } from "../tree/walk.ts";

export interface IntegrationChanges {
  /** The tree afterwards, put into the store. */
  readonly root: TreeDigest;
  /** Paths that were added or changed. */
  readonly written: readonly string[];
  /** Those of them at which nothing was before. */
  readonly added: readonly string[];
  readonly removed: ReadonlySet<string>;
  readonly metadata: readonly FileMetadata[];
}

export interface IntegrationInputs {
  /** The merged tree that was staged; its manifest is in the store. */
  readonly before: TreeDigest;
  readonly merged: readonly MergedEntry[];
  /** Directory with the files that were written. */
  readonly upper: string;
  /** Milliseconds of the epoch: files in `upper` that changed earlier were staged, not written. */
  readonly since: number;
  /** A directory to make, on the store's file system. */
  readonly scratch: string;
}

/** Mount points of the sandbox's own: neither kept nor missed. */
const MOUNT_POINTS = new Set(["/proc", "/dev", "/tmp", "/forge"]);

/** Compares, copies out what changed, and puts the resulting tree. */
export async function integrationChanges(
  store: Store,
  { before, merged, upper, since, scratch }: IntegrationInputs,
): Promise<IntegrationChanges> {
  const old = new Map<string, TreeEntry>();
  for (const { path, entry } of walkTree(store.trees, before)) old.set(path, entry);
  const written: string[] = [];
  const removed = new Set(old.keys());
  const metadata: FileMetadata[] = [];
  const copyOut = copierTo(scratch, upper);
  mkdirSync(scratch);

  for (const entry of merged) {
    const was = old.get(entry.path);
    if (!was && MOUNT_POINTS.has(entry.path)) continue;
    const lost = lostOf(entry, upper);
    if (lost) metadata.push(lost);
    if (was?.type === entry.type && !isChanged(entry, was, { upper, since })) {
      removed.delete(entry.path);
      continue;
    }
    // A path that changed its kind stays in `removed`, so that the old one makes way.
    if (was?.type === entry.type) removed.delete(entry.path);
    written.push(entry.path);
    copyOut(entry);
  }
  if (written.length === 0 && removed.size === 0) return { root: before, written, added: [], removed, metadata };

  const remaining =
    removed.size === 0
      ? { root: before, directories: new Map() }
      : keepPaths(store.trees, before, new Set([...old.keys()].filter((path) => !removed.has(path))));
  store.trees.put(remaining.root, remaining.directories, [before]);
  const delta = await store.trees.capture(scratch);
  const result = mergeTrees(store.trees, [
    { tree: remaining.root, at: "/" },
    { tree: delta.tree.digest, at: "/" },
  ]);
  store.trees.put(result.root, result.directories, [before, delta.tree.digest]);
  const added = written.filter((path) => !old.has(path));
  return { root: result.root, written, added, removed, metadata: [...delta.metadata, ...metadata] };
}

/** Whether an entry of unchanged kind may have other contents now. Files that were written lie in the upper directory. */
function isChanged(entry: MergedEntry, was: TreeEntry, { upper, since }: Pick<IntegrationInputs, "upper" | "since">): boolean {
  if (was.type === "symlink") return entry.target !== was.target;
  if (was.type === "directory") return false;
  const written = lstatSync(join(upper, entry.path), { throwIfNoEntry: false });
  return written?.isFile() === true && written.ctimeMs >= since;
}

/** What no tree says of an entry that is no file: directories are staged with mode 0755, so another one was given to them here. */
function lostOf({ path, type, mode }: MergedEntry, upper: string): FileMetadata | undefined {
  if (type === "directory") return mode === 0o755 ? undefined : { path, mode };
  return type === "other" && lstatSync(join(upper, path), { throwIfNoEntry: false })?.isFIFO() ? { path, fifo: true, mode } : undefined;
}

/** Copies entries to where they are captured. Names of one file stay names of one file, for the capture to put on record. */
function copierTo(scratch: string, upper: string): (entry: MergedEntry) => void {
  const copied = new Map<number, string>();
  return (entry) => {
    const target = join(scratch, entry.path);
    const source = join(upper, entry.path);
    mkdirSync(dirname(target), { recursive: true });
    if (entry.type === "directory") mkdirSync(target, { recursive: true });
    else if (entry.type === "symlink") symlinkSync(entry.target ?? "", target);
    else if (entry.type === "file") {
      const { ino, nlink } = lstatSync(source);
      const first = nlink > 1 ? copied.get(ino) : undefined;
      if (first !== undefined) linkSync(first, target);
      else {
        copyFileSync(source, target, constants.COPYFILE_FICLONE);
        chmodSync(target, entry.mode);
        copied.set(ino, target);
      }
    }
  };
}
