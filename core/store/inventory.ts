// What lies in a store: how much room each thing takes, when it was last used, and what needs what. Read only.
//
// For gc. Reads headers of manifests and the records, verifies nothing.

import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync, type Stats } from "node:fs";
import { join, relative } from "node:path";
import { isDigest, type TreeDigest } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import { hasCode, isMissing } from "./failures.ts";
import { type ManifestHeader, peekHeader } from "./manifest.ts";
import { FILES, MANIFEST } from "./publish.ts";
import { INDEXES, logOf, readRecord, treesOf } from "./records.ts";

export interface Item {
  readonly kind: "tree" | "record" | "download" | "cache" | "log" | "root" | "quarantine";
  /** Absolute. */
  readonly path: string;
  /** File whose modification time says when the item was used last, relative to `path`. */
  readonly touched: string;
  /** Milliseconds of the epoch. */
  readonly used: number;
  readonly size: number;
  /** Items that cannot be there without this one. */
  readonly dependants: Item[];
}

/** Everything in the store but its builds records, jobs, sessions and trash. */
export function takeInventory(root: string): readonly Item[] {
  const trees = new Map<TreeDigest, { readonly item: Item; readonly backing: readonly TreeDigest[] }>();
  for (const name of namesIn(join(root, "trees"))) {
    const tree = isDigest(name) ? treeItem(join(root, "trees", name)) : undefined;
    if (tree) trees.set(name as TreeDigest, tree);
  }
  for (const { item, backing } of trees.values()) for (const owner of backing) trees.get(owner)?.item.dependants.push(item);
  const logs = new Map([...filesBelow(join(root, "logs"), "log")].map((log) => [relative(root, log.path), log]));
  const records: Item[] = [];
  for (const index of INDEXES) {
    if (index === "builds") continue;
    for (const record of filesIn(join(root, "records", index), "record")) {
      const value = readRecord(record.path) ?? null;
      for (const tree of treesOf(value)) trees.get(tree)?.item.dependants.push(record);
      // What is said again, is said with its log.
      if (index === "failures") logs.get(logOf(value) ?? "")?.dependants.push(record);
      records.push(record);
    }
  }
  // They help a person and serve no build, so they go first.
  const roots = keptRoots(root).map((kept) => ({ ...kept, used: 0 }));
  for (const kept of roots) {
    for (const tree of treesOf(descriptionOf(kept.path))) trees.get(tree)?.item.dependants.push(kept);
  }
  return [
    ...[...trees.values()].map(({ item }) => item),
    ...records,
    ...filesIn(join(root, "downloads"), "download"),
    ...logs.values(),
    ...roots,
    // What drivers keep to download less, each in a directory of its kind.
    ...namesIn(join(root, "cache")).flatMap((kind) =>
      namesIn(join(root, "cache", kind)).flatMap((name) => wholeItem(join(root, "cache", kind, name), "cache")),
    ),
    ...namesIn(join(root, "quarantine")).flatMap((name) => wholeItem(join(root, "quarantine", name), "quarantine")),
  ];
}

/** File in the sandbox of a failed build that describes it. Its time says when it was used last. */
export const DESCRIPTION = "kept";

/** Sandboxes of failed builds. */
function keptRoots(root: string): readonly Item[] {
  return namesIn(join(root, "failed")).flatMap((name) => {
    const path = join(root, "failed", name);
    const used = statusOf(join(path, DESCRIPTION))?.mtimeMs ?? 0;
    return wholeItem(path, "root").map((item) => ({ ...item, touched: DESCRIPTION, used }));
  });
}

function descriptionOf(path: string): Json {
  try {
    return JSON.parse(readFileSync(join(path, DESCRIPTION), "utf8")) as Json;
  } catch {
    return null;
  }
}

function treeItem(path: string): { readonly item: Item; readonly backing: readonly TreeDigest[] } | undefined {
  const status = statusOf(join(path, MANIFEST));
  const header = status && headerOf(join(path, MANIFEST), status.size);
  if (!status || !header) return undefined;
  const own = statusOf(join(path, FILES)) !== undefined;
  const item: Item = {
    kind: "tree",
    path,
    touched: MANIFEST,
    used: status.mtimeMs,
    size: roomOf(status) + (own ? header.disk : 0),
    dependants: [],
  };
  return { item, backing: own ? [] : header.backing };
}

function headerOf(file: string, size: number): ManifestHeader | undefined {
  const descriptor = openSync(file, "r");
  try {
    for (let length = 4096; ; length *= 16) {
      const buffer = Buffer.alloc(Math.min(length, size));
      readSync(descriptor, buffer, 0, buffer.length, 0);
      const header = peekHeader(buffer);
      if (header || buffer.length === size) return header;
    }
  } finally {
    closeSync(descriptor);
  }
}

function filesIn(directory: string, kind: Item["kind"]): readonly Item[] {
  return namesIn(directory).flatMap((name) => fileItem(join(directory, name), kind));
}

function* filesBelow(directory: string, kind: Item["kind"]): Iterable<Item> {
  for (const name of namesIn(directory)) {
    const path = join(directory, name);
    if (statusOf(path)?.isDirectory()) yield* filesBelow(path, kind);
    else yield* fileItem(path, kind);
  }
}

function fileItem(path: string, kind: Item["kind"]): readonly Item[] {
  const status = statusOf(path);
  return status?.isFile() ? [{ kind, path, touched: "", used: status.mtimeMs, size: roomOf(status), dependants: [] }] : [];
}

/** A file, or a directory with all that is in it: when it was used is when the directory itself changed. */
function wholeItem(path: string, kind: Item["kind"]): readonly Item[] {
  const status = statusOf(path);
  if (!status) return [];
  let size = roomOf(status);
  for (const item of filesBelow(path, kind)) size += item.size;
  return [{ kind, path, touched: "", used: status.mtimeMs, size, dependants: [] }];
}

/** After so many files other work of this process gets its turn. */
const AT_ONCE = 500;

/** Bytes that the files in a directory take. Leaves the thread free now and then: there may be a hundred thousand. */
export async function roomBelow(directory: string): Promise<number> {
  let size = 0;
  let files = 0;
  for (const item of filesBelow(directory, "root")) {
    size += item.size;
    if (++files % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return size;
}

function roomOf({ size }: Stats): number {
  return Math.ceil(size / 4096) * 4096;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    // Somebody removed it, or it is a file; or a build took its own permission away.
    if (isMissing(error) || hasCode(error, "EACCES")) return [];
    throw error;
  }
}

function statusOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
