// Files that only point to their contents, as Git LFS leaves them in a repository. forge does not fetch what they point to.

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CommitEntry } from "./commit-tree.ts";

/** Paths of files that are pointers. */
export function lfsPointers(directory: string, entries: readonly CommitEntry[]): readonly string[] {
  const isUsed = entries.some(
    ({ type, path }) => type === "file" && /(^|\/)\.gitattributes$/.test(path) && mentionsLfs(join(directory, path)),
  );
  if (!isUsed) return [];
  return entries
    .filter(({ type, path }) => (type === "file" || type === "executable") && isPointer(join(directory, path)))
    .map(({ path }) => path);
}

function mentionsLfs(file: string): boolean {
  return /\bfilter=lfs\b/.test(readFileSync(file, "latin1"));
}

/** A pointer's first line names the version of the format, its last the size. */
function isPointer(file: string): boolean {
  if (statSync(file).size > 1024) return false;
  return /^version https?:\/\/\S+\/spec\/v1\n(ext-\S+ \S+\n)*oid sha256:[0-9a-f]{64}\nsize \d+\n?$/.test(readFileSync(file, "latin1"));
}
