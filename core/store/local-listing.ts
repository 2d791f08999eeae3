// What lies at a path of a project, by stat alone: what changed is found without reading a byte of it.
//
// The change time is part of it, which a program cannot put back. Light, for it is all that a build with nothing to do knows
// of local sources. Links are kept as links and never followed.

import { type BigIntStats, lstatSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { identity } from "../key/digest.ts";
import { ForgeError } from "../model/errors.ts";
import type { Digest } from "../model/ids.ts";
import { hasCode, isMissing } from "./failures.ts";
import { namesIn, targetOf } from "./names.ts";

/** Changes whenever the file or directory may have: a digest of the stats of all that is in it. Reads no contents. */
export function localStamp(projectRoot: string, path: string): Digest {
  return stampOf(listLocal(projectRoot, path).entries);
}

/** Every directory at a path of the project, by real path; that of a single file. Throws as `listLocal` does. */
export function localDirectories(projectRoot: string, path: string): readonly string[] {
  const { real, entries } = listLocal(projectRoot, path);
  const found = entries.flatMap(({ type, from }) => (type === "directory" ? [from] : []));
  return found.length > 0 ? found : [dirname(real)];
}

export type LocalEntry = {
  /** Absolute within the tree. */
  readonly path: string;
  /** Where it lies. */
  readonly from: string;
  readonly stat: string;
  /** Whether it changed long enough ago for another change to give it another stat. */
  readonly settled: boolean;
} & (
  | { readonly type: "file"; readonly size: number; readonly executable: boolean }
  | { readonly type: "directory" }
  | { readonly type: "symlink"; readonly target: string }
);

export interface Local {
  /** Real path of what was named. */
  readonly real: string;
  readonly entries: readonly LocalEntry[];
}

/** Everything at a path of the project, parents first. Throws FORGE2013, FORGE2007. */
export function listLocal(projectRoot: string, path: string): Local {
  return readingLocal(path, () => list(projectRoot, path));
}

/** Reads something of the project: what this user may not read, or what goes while it is read, is the project's matter. */
export function readingLocal<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, "EACCES") || isMissing(error))
      throw unacceptable(path, `cannot be read: ${error instanceof Error ? error.message : ""}`);
    throw error;
  }
}

function list(projectRoot: string, path: string): Local {
  const project = realpathSync(projectRoot);
  const real = realPath(project, path);
  const now = BigInt(Date.now()) * 1_000_000n;
  const status = lstatSync(real, { bigint: true });
  // Under the name by which it was asked for.
  if (status.isFile()) return { real, entries: [entryOf({ path: `/${basename(path)}`, from: real }, status, now)] };
  if (!status.isDirectory()) throw unacceptable(path, "is neither a file nor a directory");
  const entries: LocalEntry[] = [entryOf({ path: "", from: real }, status, now)];
  const pending = [""];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const name of namesIn(real, directory)) {
      const place = { path: `${directory}/${name}`, from: `${real}${directory}/${name}` };
      const entry = entryOf(place, lstatSync(place.from, { bigint: true }), now);
      entries.push(entry);
      if (entry.type === "directory") pending.push(entry.path);
    }
  }
  return { real, entries };
}

function entryOf(place: Pick<LocalEntry, "path" | "from">, status: BigIntStats, now: bigint): LocalEntry {
  const common = {
    ...place,
    stat: [status.size, status.mtimeNs, status.ctimeNs, status.ino, status.mode].join(" "),
    settled: status.ctimeNs + SETTLING < now,
  };
  if (status.isDirectory()) return { ...common, type: "directory" };
  if (status.isSymbolicLink()) return { ...common, type: "symlink", target: targetOf("", place.from) };
  if (status.isFile()) return { ...common, type: "file", size: Number(status.size), executable: (status.mode & 0o100n) !== 0n };
  throw unacceptable(place.from, "is neither a file, a directory nor a link");
}

/** Nanoseconds within which two changes may carry one time: the kernel's clock ticks every 1 to 10 ms. */
const SETTLING = 20_000_000n;

export function stampOf(entries: readonly LocalEntry[]): Digest {
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
