// The lock: which ref each source is pinned to, kept in forge.lock beside the configuration.
//
// A value that is replaced, never changed. Written whole, by rename, on top of whatever stands in the file at that moment:
// entries that this run did not track, other options' among them, stay as they are. Its text is core/source/lock-text.ts.

import { closeSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { canonical } from "../key/canonical.ts";
import type { Ref } from "../model/drivers.ts";
import { ForgeError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";
import type { Place } from "../model/place.ts";
import { entryKey, type LockEntry, lockText, parseLock } from "./lock-text.ts";

export type { LockEntry } from "./lock-text.ts";

export interface Lock {
  /** Name of the file in messages. */
  readonly name: string;
  readonly entries: ReadonlyMap<string, LockEntry>;
}

/** What becomes of an entry: a ref, or nothing. */
export interface LockChange {
  readonly kind: string;
  readonly inputs: readonly Json[];
  readonly ref: Ref | undefined;
}

/** The lock in a file; an empty one where there is no file. Throws FORGE2002 and FORGE2003. */
export function readLock(file: string): Lock {
  const name = basename(file);
  return { name, entries: parseLock(readText(file) ?? "", name) };
}

export function lookup(lock: Lock, kind: string, inputs: readonly Json[]): Ref | undefined {
  return lock.entries.get(entryKey(kind, inputs))?.ref;
}

/** Where an entry is written. */
export function lockPlace(lock: Lock, kind: string, inputs: readonly Json[]): Place | undefined {
  const line = lock.entries.get(entryKey(kind, inputs))?.line;
  return line === undefined ? undefined : { file: lock.name, line };
}

/** Applies changes to what stands in the file now, and gives what stands there then. Writes nothing when nothing changes. */
export function writeLock(file: string, changes: readonly LockChange[]): Lock {
  for (;;) {
    const before = readText(file);
    const entries = new Map(parseLock(before ?? "", basename(file)));
    for (const { kind, inputs, ref } of changes) {
      if (ref) entries.set(entryKey(kind, inputs), { kind, inputs, ref });
      else entries.delete(entryKey(kind, inputs));
    }
    const text = lockText(entries.values());
    // Somebody who wrote meanwhile is merged with, not overwritten.
    if (text === before || (before === undefined && entries.size === 0) || replaceFile(file, text, before)) {
      return { name: basename(file), entries: parseLock(text, basename(file)) };
    }
  }
}

/** Removes the entries for which `isUsed` does not hold, and names them. */
export function pruneLock(
  file: string,
  isUsed: (entry: LockEntry) => boolean,
): { readonly lock: Lock; readonly removed: readonly LockEntry[] } {
  const removed = [...readLock(file).entries.values()].filter((entry) => !isUsed(entry));
  return {
    lock: writeLock(
      file,
      removed.map(({ kind, inputs }) => ({ kind, inputs, ref: undefined })),
    ),
    removed,
  };
}

/** Whether two refs pin the same. */
export function sameRef(a: Ref | undefined, b: Ref | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && canonical(a) === canonical(b));
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw cannot("read", file, error);
  }
}

let serial = 0;

/** Replaces the file durably, unless its text is not `before` any more: then nothing is done and the answer is false. */
function replaceFile(file: string, text: string, before: string | undefined): boolean {
  const target = before === undefined ? file : realpathSync(file);
  const fresh = join(dirname(target), `.${basename(target)}.${process.pid}.${serial++}`);
  try {
    const descriptor = openSync(fresh, "wx", before === undefined ? 0o666 : statSync(target).mode & 0o777);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (readText(file) !== before) {
      rmSync(fresh);
      return false;
    }
    renameSync(fresh, target);
    syncDirectory(dirname(target));
    return true;
  } catch (error) {
    rmSync(fresh, { force: true });
    throw cannot("write", file, error);
  }
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function cannot(what: "read" | "write", file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error instanceof ForgeError) return error;
  return new ForgeError({
    code: "FORGE2015",
    message: `cannot ${what} ${basename(file)}: ${error.message}`,
    place: { file: basename(file) },
    help: `make it ${what === "read" ? "readable" : "writable"}, with room on its disk`,
    cause: error,
  });
}
