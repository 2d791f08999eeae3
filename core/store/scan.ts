// Reads a directory that a build left and brings it to the one shape that trees have: modes 0644 and 0755, one constant time,
// own inodes, nothing but files, directories and links. What that loses is returned as file metadata.
//
// Changes the directory in place; hashes nothing. Its root's own mode says nothing: forge made it, under whatever umask.

import { chmodSync, copyFileSync, lstatSync, lutimesSync, renameSync, type Stats, unlinkSync, utimesSync } from "node:fs";
import { type FileMetadata, TREE_MTIME } from "../model/tree.ts";
import type { FakeOwner, FakerootState } from "./fakeroot.ts";
import { namesIn, targetOf } from "./names.ts";
import { removeAll } from "./remove.ts";

export interface ScannedFile {
  /** Absolute within the tree. */
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
}

export interface Scan {
  readonly files: readonly ScannedFile[];
  /** Parents first; the root is "". */
  readonly directories: readonly string[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
  /** Sorted by path. */
  readonly metadata: readonly FileMetadata[];
}

export interface ScanOptions {
  /** Whether a path is dropped, with all below it. */
  readonly isDropped: (path: string) => boolean;
  readonly owners?: FakerootState;
  /** A new name on the same file system. */
  readonly temporary: () => string;
}

/** Entries between two turns of the event loop. */
const TURN = 1_000;

/** Scans and normalises. Throws FORGE2007 for a name or a link's target that is not UTF-8. */
export async function scanDirectory(root: string, options: ScanOptions): Promise<Scan> {
  const files: ScannedFile[] = [];
  const directories: string[] = [];
  const links: { path: string; target: string }[] = [];
  const metadata: FileMetadata[] = [];
  /** Names of files with several, by inode. */
  const shared = new Map<number, string[]>();
  const pending = [""];
  let seen = 0;
  chmodSync(root, 0o755);
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    directories.push(directory);
    for (const name of namesIn(root, directory)) {
      const path = `${directory}/${name}`;
      if (options.isDropped(path)) removeAll(`${root}${path}`);
      else take(path, lstatSync(`${root}${path}`));
      if (++seen % TURN === 0) await new Promise(setImmediate);
    }
  }
  for (const paths of shared.values()) metadata.push(...separate(root, paths, options.temporary));
  // Last, since whatever was removed or replaced in a directory changed its time.
  for (const directory of directories) utimesSync(`${root}${directory}`, TREE_MTIME, TREE_MTIME);
  return { files, directories, links, metadata: joined(metadata) };

  function take(path: string, status: Stats): void {
    const owner = options.owners?.(status.dev, status.ino);
    const special = specialOf(path, status, owner);
    if (special) {
      metadata.push(special);
      unlinkSync(`${root}${path}`);
      return;
    }
    const lost = lostOf(path, status, owner);
    if (lost) metadata.push(lost);
    if (status.isSymbolicLink()) {
      links.push({ path, target: targetOf(root, path) });
      if (status.mtimeMs !== TREE_MTIME * 1000) lutimesSync(`${root}${path}`, TREE_MTIME, TREE_MTIME);
    } else if (status.isDirectory()) {
      if ((status.mode & 0o7777) !== 0o755) chmodSync(`${root}${path}`, 0o755);
      pending.push(path);
    } else if (status.isFile()) {
      const executable = ((owner?.mode ?? status.mode) & 0o100) !== 0;
      const mode = executable ? 0o755 : 0o644;
      if ((status.mode & 0o7777) !== mode) chmodSync(`${root}${path}`, mode);
      if (status.mtimeMs !== TREE_MTIME * 1000) utimesSync(`${root}${path}`, TREE_MTIME, TREE_MTIME);
      files.push({ path, size: status.size, executable });
      if (status.nlink > 1) shared.set(status.ino, [...(shared.get(status.ino) ?? []), path]);
    } else {
      // A socket means nothing without the process that listened on it.
      unlinkSync(`${root}${path}`);
    }
  }
}

/** Gives each name of a file an inode of its own. The first keeps the old one; the others are on record as its links. */
function separate(root: string, paths: readonly string[], temporary: () => string): readonly FileMetadata[] {
  const [first = "", ...others] = paths.toSorted();
  for (const path of others) copy(path);
  // Names outside the tree, which were there or were dropped, count too.
  if (lstatSync(`${root}${first}`).nlink > 1) copy(first);
  return others.map((path) => ({ path, hardlinkTo: first }));

  function copy(path: string): void {
    const fresh = temporary();
    copyFileSync(`${root}${path}`, fresh);
    utimesSync(fresh, TREE_MTIME, TREE_MTIME);
    renameSync(fresh, `${root}${path}`);
  }
}

const FILE_TYPE = 0o170000;
const TYPES = { fifo: 0o010000, char: 0o020000, block: 0o060000 } as const;

/** What becomes metadata altogether: pipes and devices, also those that are files which fakeroot calls so. */
function specialOf(path: string, status: Stats, owner: FakeOwner | undefined): FileMetadata | undefined {
  const mode = owner?.mode ?? status.mode;
  const type = mode & FILE_TYPE;
  const common = { path, ...ownership(owner), mode: mode & 0o7777 };
  if (type === TYPES.fifo) return { ...common, fifo: true };
  if (type !== TYPES.char && type !== TYPES.block) return undefined;
  const rdev = BigInt(owner?.rdev ?? status.rdev);
  const major = Number(((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & ~0xfffn));
  const minor = Number((rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n));
  return { ...common, device: { type: type === TYPES.char ? "char" : "block", major, minor } };
}

/** What normalising loses of a file, directory or link. */
function lostOf(path: string, status: Stats, owner: FakeOwner | undefined): FileMetadata | undefined {
  const mode = (owner?.mode ?? status.mode) & 0o7777;
  const plain = status.isSymbolicLink() || mode === 0o755 || (mode === 0o644 && status.isFile());
  const known = ownership(owner);
  if (plain && known.uid === undefined && known.gid === undefined) return undefined;
  return { path, ...known, ...(!plain && { mode }) };
}

function ownership(owner: FakeOwner | undefined): Pick<FileMetadata, "uid" | "gid"> {
  return { ...(owner && owner.uid !== 0 && { uid: owner.uid }), ...(owner && owner.gid !== 0 && { gid: owner.gid }) };
}

/** One entry for each path, sorted. */
function joined(metadata: readonly FileMetadata[]): readonly FileMetadata[] {
  const byPath = new Map<string, FileMetadata>();
  for (const entry of metadata) byPath.set(entry.path, { ...byPath.get(entry.path), ...entry });
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
