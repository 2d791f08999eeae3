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
import { ForgeError, unreachable } from "../model/errors.ts";
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
  /** Paths that lack an owner, setuid bits or a device, which only root could give them. Sorted. */
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
  const files = entries.flatMap((entry) => (entry.type === "file" ? [{ from: entry.from, to: entry.path, size: entry.size }] : []));
  for (const entry of entries) {
    if (entry.type === "directory") mkdirSync(`${directory}${entry.path}`);
    else if (entry.type === "symlink") symlinkSync(entry.target, `${directory}${entry.path}`);
  }
  await copyFiles(directory, files);
  const lost = new Set<string>();
  for (const entry of entries) if (entry.type !== "directory" && !finish(entry, `${directory}${entry.path}`)) lost.add(entry.path);
  // Last, children before parents: what is made in a directory changes its time, and needs its mode.
  for (const entry of entries.toReversed()) {
    if (entry.type === "directory" && !own(entry, `${directory}${entry.path}`)) lost.add(entry.path);
  }
  chmodSync(directory, 0o755);
  utimesSync(directory, TREE_MTIME, TREE_MTIME);
  return { files: files.length, lost: [...lost].sort() };
}

/** Makes what is not there yet, and gives it its owner and mode. False when that is not for this user to give. */
function finish(entry: Exclude<ExportEntry, { readonly type: "directory" }>, path: string): boolean {
  switch (entry.type) {
    case "hardlink":
      linkSync(`${path.slice(0, -entry.path.length)}${entry.target}`, path);
      return true;
    case "symlink":
      lutimesSync(path, TREE_MTIME, TREE_MTIME);
      return isOwn(entry) || (isRoot() && allowed(() => lchownSync(path, entry.uid, entry.gid)));
    case "char":
    case "block":
      return (
        isRoot() &&
        allowed(() => makeNode([path, entry.type === "char" ? "c" : "b", `${entry.major}`, `${entry.minor}`])) &&
        own(entry, path)
      );
    case "fifo":
      makeNode([path, "p"]);
      return own(entry, path);
    case "file":
      return (isOwn(entry) && (entry.mode === 0o644 || entry.mode === 0o755)) || own(entry, path);
    default:
      return unreachable(entry);
  }
}

/** Owner first: giving a file away clears its setuid bits, which would mean something else on a file that could not be given away. */
function own(entry: ExportEntry, path: string): boolean {
  const owned = isOwn(entry) ? isRoot() : isRoot() && allowed(() => chownSync(path, entry.uid, entry.gid));
  chmodSync(path, owned ? entry.mode : entry.mode & 0o1777);
  utimesSync(path, TREE_MTIME, TREE_MTIME);
  return owned || (isOwn(entry) && (entry.mode & 0o6000) === 0);
}

/** Whether it belongs to root, as all that is plain does: whoever checks it out stands for root. */
function isOwn({ uid, gid }: ExportEntry): boolean {
  return uid === 0 && gid === 0;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function makeNode(words: readonly string[]): void {
  execFileSync("mknod", words, { stdio: ["ignore", "ignore", "pipe"] });
}

/** Root in a user namespace may not do what root may. */
function allowed(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (hasCode(error, "ENOSPC") || hasCode(error, "ENOENT")) throw error;
    return false;
  }
}

/** The coded error for a place outside the store that cannot be written; anything else unchanged. */
export function asTargetError(error: unknown, target: string): unknown {
  if (hasCode(error, "ENOSPC") || hasCode(error, "EDQUOT"))
    return new ForgeError({
      code: "FORGE5001",
      message: `the disk of ${target} is full`,
      help: "make room, or check out elsewhere",
      cause: error,
    });
  if (["EACCES", "EROFS", "EISDIR", "ENOENT", "ENOTDIR", "EPERM"].some((code) => hasCode(error, code)))
    return new ForgeError({ code: "FORGE5006", message: `${target} cannot be written`, help: "check out elsewhere", cause: error });
  return error;
}
