// Small durable facts by key: one file each, JSON behind its own checksum.
//
// Knows neither keys nor what records mean, except that `tree` and `trees` name what must exist as long as the record does.
// A record appears whole or not at all, and only when everything that was put into the store before it is durable.

import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identity } from "../key/digest.ts";
import { isDigest, type TreeDigest } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import { type Barrier, syncPath, syncPathNow } from "./durable.ts";
import { guarded, guardedAsync, isMissing } from "./failures.ts";

/** What is on record. `builds` says that nothing is to be done, so it goes before anything else does. */
export const INDEXES = ["artifacts", "resolved", "sources", "evaluations", "builds", "local", "tests", "failures", "tainted"] as const;
export type RecordIndex = (typeof INDEXES)[number];

export interface RecordName {
  readonly index: RecordIndex;
  readonly key: string;
}

export interface RecordPlace {
  readonly root: string;
  readonly barrier: Barrier;
  /** A new name for a file that is being written. */
  readonly temporary: () => string;
}

export class Records {
  readonly #place: RecordPlace;

  constructor(place: RecordPlace) {
    this.#place = place;
    for (const index of INDEXES) {
      const directory = join(place.root, "records", index);
      if (!existsSync(directory)) guarded(place.root, () => mkdirSync(directory, { recursive: true }));
    }
  }

  /** The value, if there is one and it is whole. */
  get(index: RecordIndex, key: string): Json | undefined {
    return readRecord(this.file(index, key));
  }

  has(index: RecordIndex, key: string): boolean {
    return existsSync(this.file(index, key));
  }

  /** Puts a record and returns when it is durable. */
  put(index: RecordIndex, key: string, value: Json): void {
    const { root, barrier, temporary } = this.#place;
    guarded(root, () => {
      const file = writeNew(temporary(), value);
      syncPathNow(file);
      barrier.passNow();
      renameSync(file, this.file(index, key));
      syncPathNow(join(root, "records", index));
    });
  }

  /** Puts one value under several names. Resolves when all of them are durable; leaves the thread free meanwhile. */
  publish(names: readonly RecordName[], value: Json): Promise<void> {
    const { root, barrier, temporary } = this.#place;
    return guardedAsync(root, async () => {
      const file = writeNew(temporary(), value);
      await Promise.all([syncPath(file), barrier.pass()]);
      // One file with a name for each: written and synced once.
      names.forEach(({ index, key }, position) => {
        const name = position === names.length - 1 ? file : `${file}.${position}`;
        if (name !== file) linkSync(file, name);
        renameSync(name, this.file(index, key));
      });
      await Promise.all([...new Set(names.map(({ index }) => join(root, "records", index)))].map(syncPath));
    });
  }

  /** Says that the record is in use. False when it is not there any more. */
  touch(index: RecordIndex, key: string): boolean {
    return touchFile(this.file(index, key));
  }

  remove(index: RecordIndex, key: string): void {
    rmSync(this.file(index, key), { force: true });
  }

  *list(index: RecordIndex): Iterable<string> {
    yield* readdirSync(join(this.#place.root, "records", index));
  }

  /** Absolute path of a record, there or not. */
  file(index: RecordIndex, key: string): string {
    if (!/^[\w@+=-][\w.@+=-]*$/.test(key)) throw new Error(`internal: ${JSON.stringify(key)} cannot be the key of a record`);
    return join(this.#place.root, "records", index, key);
  }
}

/** The trees that a record names. */
export function treesOf(value: Json): readonly TreeDigest[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const { tree, trees } = value as { readonly tree?: Json; readonly trees?: Json };
  const named = [tree, ...(Array.isArray(trees) ? (trees as readonly Json[]) : [])];
  return named.filter((name) => isDigest(name)) as TreeDigest[];
}

/** The log that a record is about, relative to the store, which must exist as long as it does. */
export function logOf(value: Json): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { log } = value as { readonly log?: Json };
  return typeof log === "string" ? log : undefined;
}

/** The value in a record's file; undefined when it is not there or damaged. */
export function readRecord(file: string): Json | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const json = text.slice(65);
  if (text[64] !== "\n" || identity(json) !== text.slice(0, 64)) return undefined;
  return JSON.parse(json) as Json;
}

/** Sets a file's time to now, which is what "used" means to gc. False when the file is not there. */
export function touchFile(file: string): boolean {
  const now = Date.now() / 1000;
  try {
    utimesSync(file, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Writes a file that is not there yet, or leaves none: on a full disk, half of one would keep what room there is. */
function writeNew(file: string, value: Json): string {
  const json = JSON.stringify(value);
  try {
    writeFileSync(file, `${identity(json)}\n${json}`, { flag: "wx" });
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
  return file;
}
