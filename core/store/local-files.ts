// Files and directories of a project as trees: their digest without copying them, and their capture.
//
// Contents are hashed once and known again by stat; the change time is part of it, which a program cannot put back, so a file
// changed to the same size under its old modification time is noticed. Links are kept as links and never followed.

import { type BigIntStats, chmodSync, constants, copyFileSync, lstatSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { basename, isAbsolute, join, relative, sep } from "node:path";
import { identity, identityOf } from "../key/digest.ts";
import { ForgeError } from "../model/errors.ts";
import type { BlobDigest, Digest, TreeDigest } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import { buildTree, type PathEntry } from "../tree/trees.ts";
import { isMissing } from "./failures.ts";
import { hashFile } from "./file-work.ts";
import { removeAll } from "./remove.ts";
import { namesIn, targetOf } from "./scan.ts";
import type { Store } from "./store.ts";

export interface LocalTree {
  readonly tree: TreeDigest;
  /** What `localStamp` says as long as nothing changed. Absent when a change right now might not be seen in it. */
  readonly stamp?: Digest;
}

/** Digest of a file or directory of the project. A single file is a tree with that file in it. Throws FORGE2013, FORGE2007. */
export function hashLocalTree(store: Store, projectRoot: string, path: string): LocalTree {
  const found = listLocal(projectRoot, path);
  const key = identityOf(["local", found.root, found.single ?? ""]);
  const known = cached(store.records.get("local", key));
  const fresh: { [path: string]: Json } = {};
  let news = false;
  const entries = found.entries.map((entry): PathEntry => {
    if (entry.type !== "file") return entry;
    const old = known[entry.path];
    const digest = old?.[0] === entry.stat ? (old[1] as BlobDigest) : hashFile(`${found.root}${entry.path}`);
    if (old?.[0] !== entry.stat) news = true;
    if (entry.settled) fresh[entry.path] = [entry.stat, digest];
    return { path: entry.path, type: "file", digest, size: entry.size, executable: entry.executable };
  });
  if (news || Object.keys(known).length !== Object.keys(fresh).length) store.records.put("local", key, { files: fresh });
  const settled = found.entries.every((entry) => entry.settled);
  return { tree: buildTree(entries).root, ...(settled && { stamp: stampOf(found.entries) }) };
}

/** Changes whenever the file or directory may have: a digest of the stats of all that is in it. Reads no contents. */
export function localStamp(projectRoot: string, path: string): Digest {
  return stampOf(listLocal(projectRoot, path).entries);
}

/** Copies a file or directory of the project into the store. Throws FORGE2013, FORGE2007. */
export async function captureLocal(store: Store, projectRoot: string, path: string): Promise<TreeDigest> {
  const { root, entries } = listLocal(projectRoot, path);
  const job = store.createJob("local");
  try {
    const copy = join(job, "files");
    mkdirSync(copy);
    for (const entry of entries) {
      const to = `${copy}${entry.path}`;
      if (entry.type === "directory") mkdirSync(to, { recursive: true });
      else if (entry.type === "symlink") symlinkSync(entry.target, to);
      else {
        copyFileSync(`${root}${entry.path}`, to, constants.COPYFILE_FICLONE);
        chmodSync(to, entry.executable ? 0o755 : 0o644);
      }
    }
    return (await store.trees.capture(copy)).tree.digest;
  } finally {
    removeAll(job);
  }
}

type LocalEntry = (Exclude<PathEntry, { readonly type: "file" }> & { readonly stat: string; readonly settled: boolean }) | LocalFile;

interface LocalFile {
  readonly type: "file";
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
  readonly stat: string;
  /** Whether it changed long enough ago for another change to give it another stat. */
  readonly settled: boolean;
}

interface Local {
  /** Real directory in which the entries lie. */
  readonly root: string;
  /** Name of the one file, where it is not a directory. */
  readonly single?: string;
  readonly entries: readonly LocalEntry[];
}

/** Everything at a path of the project, parents first. */
function listLocal(projectRoot: string, path: string): Local {
  const project = realpathSync(projectRoot);
  const real = realPath(project, path);
  const now = BigInt(Date.now()) * 1_000_000n;
  const status = lstatSync(real, { bigint: true });
  if (status.isFile()) {
    const name = basename(path);
    // Under the name by which it was asked for.
    return {
      root: join(real, ".."),
      single: name,
      entries: [entryOf(join(real, ".."), `/${basename(real)}`, status, now)].map((entry) => ({ ...entry, path: `/${name}` })),
    };
  }
  if (!status.isDirectory()) throw unacceptable(path, "is neither a file nor a directory");
  const entries: LocalEntry[] = [entryOf(real, "", status, now)];
  const pending = [""];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const name of namesIn(real, directory)) {
      const entry = entryOf(real, `${directory}/${name}`, lstatSync(`${real}${directory}/${name}`, { bigint: true }), now);
      entries.push(entry);
      if (entry.type === "directory") pending.push(entry.path);
    }
  }
  return { root: real, entries };
}

function entryOf(root: string, path: string, status: BigIntStats, now: bigint): LocalEntry {
  const stat = [status.size, status.mtimeNs, status.ctimeNs, status.ino, status.mode].join(" ");
  const settled = status.ctimeNs + SETTLING < now;
  if (status.isDirectory()) return { type: "directory", path, stat, settled };
  if (status.isSymbolicLink()) return { type: "symlink", path, target: targetOf(root, path), stat, settled };
  if (status.isFile()) return { type: "file", path, size: Number(status.size), executable: (status.mode & 0o100n) !== 0n, stat, settled };
  throw unacceptable(`${root}${path}`, "is neither a file, a directory nor a link");
}

/** Nanoseconds within which two changes may carry one time: the kernel's clock ticks every 1 to 10 ms. */
const SETTLING = 20_000_000n;

function stampOf(entries: readonly LocalEntry[]): Digest {
  return identity(entries.map((entry) => `${entry.path}\0${entry.type}\0${entry.stat}\0`).join(""));
}

function realPath(project: string, path: string): string {
  if (isAbsolute(path)) throw unacceptable(path, "is absolute; local paths are relative to the project");
  if (isOutside(relative(project, join(project, path)))) throw unacceptable(path, "leads out of the project");
  try {
    const real = realpathSync(join(project, path));
    if (isOutside(relative(project, real))) throw unacceptable(path, `leads out of the project, to ${real}`);
    return real;
  } catch (error) {
    throw isMissing(error) ? unacceptable(path, "does not exist") : error;
  }
}

function isOutside(path: string): boolean {
  return path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
}

function unacceptable(path: string, why: string): ForgeError {
  return new ForgeError({ code: "FORGE2013", message: `${path} ${why}`, help: "name a file or directory inside the project" });
}

/** Stats and digests by path, as they were cached. */
function cached(value: Json | undefined): { readonly [path: string]: readonly [stat: string, digest: string] } {
  return (value as { readonly files?: { readonly [path: string]: readonly [string, string] } } | undefined)?.files ?? {};
}
