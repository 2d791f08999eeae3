// Files and directories of a project as trees: their digest without copying them, and their capture.
//
// Contents are hashed once and known again by stat (core/store/local-listing.ts). Links are kept as links and never followed.

import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { identityOf } from "../key/digest.ts";
import { type BlobDigest, type Digest, isDigest, type TreeDigest } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import { buildTree, type PathEntry } from "../tree/trees.ts";
import { hashFile } from "./file-work.ts";
import { listLocal, readingLocal, stampOf } from "./local-listing.ts";
import { removeAll } from "./remove.ts";
import type { Store } from "./store.ts";
import { copyFiles, type SizedCopy } from "./workers.ts";

export interface LocalTree {
  readonly tree: TreeDigest;
  /** What `localStamp` says as long as nothing changed. Absent when a change right now might not be seen in it. */
  readonly stamp?: Digest;
}

/** Digest of a file or directory of the project. A single file is a tree with that file in it. Throws FORGE2013, FORGE2007. */
export function hashLocalTree(store: Store, projectRoot: string, path: string): LocalTree {
  const { real, entries: found } = listLocal(projectRoot, path);
  const key = identityOf(["local", real]);
  const known = cached(store.records.get("local", key));
  const fresh: { [from: string]: Json } = {};
  let news = false;
  const entries = found.map((entry): PathEntry => {
    if (entry.type !== "file") return entry;
    const [stat, digest] = known[entry.from] ?? [];
    const isKnown = stat === entry.stat && isDigest(digest);
    if (!isKnown) news = true;
    const now = isKnown ? digest : readingLocal(path, () => hashFile(entry.from));
    if (entry.settled) fresh[entry.from] = [entry.stat, now];
    return { type: "file", path: entry.path, digest: now as BlobDigest, size: entry.size, executable: entry.executable };
  });
  if (news || Object.keys(known).length !== Object.keys(fresh).length) store.records.put("local", key, { files: fresh });
  return { tree: buildTree(entries).root, ...(found.every(({ settled }) => settled) && { stamp: stampOf(found) }) };
}

/** Copies a file or directory of the project into the store. Throws FORGE2013, FORGE2007. */
export async function captureLocal(store: Store, projectRoot: string, path: string): Promise<TreeDigest> {
  const { entries } = listLocal(projectRoot, path);
  const job = store.createJob("local");
  try {
    const copy = join(job, "files");
    const copies: SizedCopy[] = [];
    mkdirSync(copy);
    for (const { path: to, from, ...entry } of entries) {
      if (entry.type === "directory") mkdirSync(`${copy}${to}`, { recursive: true });
      else if (entry.type === "symlink") symlinkSync(entry.target, `${copy}${to}`);
      else copies.push({ from, to, size: entry.size });
    }
    await copyFiles(copy, copies);
    return (await store.trees.capture(copy)).tree.digest;
  } finally {
    removeAll(job);
  }
}

/** Stats and digests by path, as they were cached. */
function cached(value: Json | undefined): { readonly [path: string]: readonly [stat: string, digest: string] } {
  return (value as { readonly files?: { readonly [path: string]: readonly [string, string] } } | undefined)?.files ?? {};
}
