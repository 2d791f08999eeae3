// What is done to many files at a time: digests of their contents, copies of them. Synchronous, in whatever thread it is called.
//
// One buffer and plain calls: per small file that is several times faster than promises. Knows paths only.

import { closeSync, constants, copyFileSync, openSync, readSync, utimesSync } from "node:fs";
import { identity, RunningIdentity } from "../key/digest.ts";
import type { BlobDigest } from "../model/ids.ts";
import { TREE_MTIME } from "../model/tree.ts";

/** A batch for one thread. Paths are relative to the directories. */
export type FileWork =
  | { readonly type: "hash"; readonly directory: string; readonly paths: readonly string[] }
  | { readonly type: "copy"; readonly copies: readonly (readonly [from: string, to: string])[]; readonly directory: string };

/** What became of it: digests, in the order of the paths; nothing for copies. */
export function doFileWork(work: FileWork): readonly BlobDigest[] {
  if (work.type === "hash") return work.paths.map((path) => hashFile(`${work.directory}${path}`));
  for (const [from, to] of work.copies) copyFile(from, `${work.directory}${to}`);
  return [];
}

const buffer = Buffer.allocUnsafeSlow(1 << 18);

/** sha256 of a file's contents. */
export function hashFile(path: string): BlobDigest {
  const descriptor = openSync(path, "r");
  try {
    let length = readSync(descriptor, buffer, 0, buffer.length, 0);
    if (length < buffer.length) return identity(buffer.subarray(0, length)) as BlobDigest;
    const running = new RunningIdentity();
    for (let offset = 0; length > 0; length = readSync(descriptor, buffer, 0, buffer.length, offset)) {
      running.update(buffer.subarray(0, length));
      offset += length;
    }
    return running.digest() as BlobDigest;
  } finally {
    closeSync(descriptor);
  }
}

/** A private copy with the mode of the original, sharing blocks where the file system can. */
function copyFile(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  utimesSync(to, TREE_MTIME, TREE_MTIME);
}
