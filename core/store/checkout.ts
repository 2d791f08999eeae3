// Writes an artifact to a directory outside the store: first beside it, then renamed, so that it is there whole or not at all.
//
// Modes, hard links and pipes as the metadata says; owners, setuid bits and devices only as root, who alone may give them.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ForgeError } from "../model/errors.ts";
import { TREE_MTIME } from "../model/tree.ts";
import { type Exportable, type ExportEntry, exportEntries } from "./export.ts";
import { hasCode } from "./failures.ts";
import { removeAll } from "./remove.ts";
import type { Store } from "./store.ts";
import { copyFiles } from "./workers.ts";

export interface CheckoutOptions {
  /** Whether what is in the way is replaced. */
  readonly force: boolean;
}

export interface CheckoutReport {
  readonly files: number;
  /** Paths whose owner, setuid bits or device only root could give, sorted. */
  readonly lost: readonly string[];
}

/** Checks an artifact out. Throws FORGE5006 where something is in the way. */
export async function checkoutTree(
  store: Store,
  artifact: Exportable,
  directory: string,
  { force }: CheckoutOptions,
): Promise<CheckoutReport> {
  const target = resolve(directory);
  if (!force && isInTheWay(target)) {
    throw new ForgeError({
      code: "FORGE5006",
      message: `${target} exists and is not an empty directory`,
      help: "name another path, or replace it with `--force`",
    });
  }
  mkdirSync(dirname(target), { recursive: true });
  const beside = mkdtempSync(join(dirname(target), `.${basename(target)}-forge-`));
  try {
    const fresh = join(beside, "new");
    mkdirSync(fresh);
    const report = await writeEntries(exportEntries(store.trees, artifact), fresh);
    if (force && existsSync(target)) renameSync(target, join(beside, "old"));
    renameSync(fresh, target);
    return report;
  } catch (error) {
    throw asTargetError(error, target);
  } finally {
    removeAll(beside);
  }
}

function isInTheWay(target: string): boolean {
  const status = lstatSync(target, { throwIfNoEntry: false });
  return status !== undefined && (!status.isDirectory() || readdirSync(target).length > 0);
}

async function writeEntries(entries: readonly ExportEntry[], directory: string): Promise<CheckoutReport> {
  const root = process.getuid?.() === 0;
  const files = entries.flatMap((entry) => (entry.type === "file" ? [{ from: entry.from, to: entry.path, size: entry.size }] : []));
  for (const entry of entries) {
    if (entry.type === "directory") mkdirSync(`${directory}${entry.path}`);
    else if (entry.type === "symlink") symlinkSync(entry.target, `${directory}${entry.path}`);
  }
  await copyFiles(directory, files);
  const lost = entries.filter((entry) => !finish(entry, { directory, root })).map(({ path }) => path);
  // Last, children before parents: making things in a directory changes its time.
  for (const entry of entries.toReversed()) {
    if (entry.type === "directory") finishDirectory(entry, { directory, root });
  }
  chmodSync(directory, 0o755);
  utimesSync(directory, TREE_MTIME, TREE_MTIME);
  return { files: files.length, lost };
}

interface Target {
  readonly directory: string;
  readonly root: boolean;
}

/** Gives an entry what it lacks. False when that takes root. */
function finish(entry: ExportEntry, { directory, root }: Target): boolean {
  const path = `${directory}${entry.path}`;
  switch (entry.type) {
    case "directory":
      return root || isPlain(entry);
    case "symlink":
      if (root) lchownSync(path, entry.uid, entry.gid);
      lutimesSync(path, TREE_MTIME, TREE_MTIME);
      return root || (entry.uid === 0 && entry.gid === 0);
    case "hardlink":
      linkSync(`${directory}${entry.target}`, path);
      return true;
    case "char":
    case "block":
      if (!root) return false;
      execFileSync("mknod", [path, entry.type === "char" ? "c" : "b", String(entry.major), String(entry.minor)]);
      break;
    case "fifo":
      execFileSync("mkfifo", [path]);
      break;
    case "file":
      if ((entry.uid === 0 && entry.gid === 0 && entry.mode === 0o755) || entry.mode === 0o644) return true;
  }
  own(path, entry, root);
  utimesSync(path, TREE_MTIME, TREE_MTIME);
  return root || isPlain(entry);
}

function finishDirectory(entry: ExportEntry, { directory, root }: Target): void {
  const path = `${directory}${entry.path}`;
  own(path, entry, root);
  utimesSync(path, TREE_MTIME, TREE_MTIME);
}

/** Owner first: changing it clears the setuid bits, which mean something else on another's file. */
function own(path: string, { uid, gid, mode }: ExportEntry, root: boolean): void {
  if (root) chownSync(path, uid, gid);
  chmodSync(path, root ? mode : mode & 0o1777);
}

function isPlain({ uid, gid, mode }: ExportEntry): boolean {
  return uid === 0 && gid === 0 && (mode & 0o6000) === 0;
}

function asTargetError(error: unknown, target: string): unknown {
  if (hasCode(error, "ENOSPC") || hasCode(error, "EDQUOT"))
    return new ForgeError({
      code: "FORGE5001",
      message: `the disk of ${target} is full`,
      help: "make room, or check out elsewhere",
      cause: error,
    });
  if (hasCode(error, "EACCES") || hasCode(error, "EROFS"))
    return new ForgeError({ code: "FORGE5006", message: `${target} cannot be written`, help: "check out elsewhere", cause: error });
  return error;
}
