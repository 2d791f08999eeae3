// In what two trees differ, path by path.
//
// Pure. Directories with the same digest are the same and are not looked into, so what is alike costs nothing. What exists on
// one side alone is listed with everything below it.

import type { TreeDigest } from "../model/ids.ts";
import type { TreeEntry } from "../model/tree.ts";
import type { DirectoryReader } from "./trees.ts";

/** Absent `from`: added; absent `to`: removed. Paths are absolute. */
export interface TreeChange {
  readonly path: string;
  readonly from?: TreeEntry;
  readonly to?: TreeEntry;
}

/** Every path that is not the same in both, sorted. A directory counts where it is a directory on one side alone. */
export function treeChanges(reader: DirectoryReader, from: TreeDigest, to: TreeDigest): readonly TreeChange[] {
  const changes: TreeChange[] = [];
  const pending: { readonly path: string; readonly from?: TreeDigest | undefined; readonly to?: TreeDigest | undefined }[] = [
    { path: "", from, to },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.from === next.to) continue;
    const [before, after] = [next.from, next.to].map((digest) =>
      digest ? reader.directory(digest).entries : new Map<string, TreeEntry>(),
    );
    for (const name of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
      const [old, now] = [before?.get(name), after?.get(name)];
      const path = `${next.path}/${name}`;
      if (!isSame(old, now)) changes.push({ path, ...(old && { from: old }), ...(now && { to: now }) });
      const [inner, outer] = [directoryOf(old), directoryOf(now)];
      if (inner !== undefined || outer !== undefined) pending.push({ path, from: inner, to: outer });
    }
  }
  return changes.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

function directoryOf(entry: TreeEntry | undefined): TreeDigest | undefined {
  return entry?.type === "directory" ? entry.digest : undefined;
}

/** Whether the entries themselves are the same; what is in directories is compared by itself. */
function isSame(one: TreeEntry | undefined, other: TreeEntry | undefined): boolean {
  if (!one || !other) return one === other;
  if (one.type === "directory") return other.type === "directory";
  if (one.type === "symlink") return other.type === "symlink" && one.target === other.target;
  return other.type === "file" && one.digest === other.digest && one.executable === other.executable;
}
