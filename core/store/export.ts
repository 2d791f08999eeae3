// What an artifact is to the outside: every entry of its tree with the owner, mode, device or link that its metadata adds.
//
// Pure but for finding where contents lie. Sorted by path, parents first, so that what is made of it is the same every time.

import type { TreeDigest } from "../model/ids.ts";
import type { Artifact, FileMetadata } from "../model/tree.ts";
import { walkTree } from "../tree/walk.ts";
import { locateFiles } from "./materialize.ts";
import type { TreeStore } from "./trees.ts";

/** One thing to make. Paths are absolute within the artifact. */
export type ExportEntry = { readonly path: string; readonly uid: number; readonly gid: number; readonly mode: number } & (
  | { readonly type: "file"; readonly from: string; readonly size: number }
  | { readonly type: "directory" }
  | { readonly type: "symlink"; readonly target: string }
  /** Another name of a file that comes before all links. */
  | { readonly type: "hardlink"; readonly target: string }
  | { readonly type: "char" | "block"; readonly major: number; readonly minor: number }
  | { readonly type: "fifo" }
);

export interface Exportable {
  readonly tree: TreeDigest;
  readonly metadata: Artifact["metadata"];
}

/** Everything in the artifact, hard links last. */
export function exportEntries(trees: TreeStore, { tree, metadata }: Exportable): readonly ExportEntry[] {
  const locate = locateFiles(trees, tree);
  const known = new Map(metadata.map((entry) => [entry.path, entry]));
  const entries = new Map<string, ExportEntry>();
  for (const { path, entry } of walkTree(trees, tree)) {
    const owner = ownerOf(path, known.get(path));
    if (entry.type === "directory") entries.set(path, { ...owner, type: "directory", mode: known.get(path)?.mode ?? 0o755 });
    else if (entry.type === "symlink") entries.set(path, { ...owner, type: "symlink", target: entry.target, mode: 0o777 });
    else {
      const mode = known.get(path)?.mode ?? (entry.executable ? 0o755 : 0o644);
      entries.set(path, { ...owner, type: "file", from: locate(path, entry.digest, entry.executable), size: entry.size, mode });
    }
  }
  for (const entry of metadata) {
    const special = specialOf(entry);
    if (special && !entries.has(entry.path)) entries.set(entry.path, special);
  }
  for (const { path, hardlinkTo } of metadata) {
    const entry = entries.get(path);
    const first = hardlinkTo === undefined ? undefined : entries.get(hardlinkTo);
    // Without its first name, which a cut may have left out, it is a file of its own.
    if (entry?.type === "file" && first?.type === "file") entries.set(path, { ...first, path, type: "hardlink", target: first.path });
  }
  return [...entries.values()].sort(
    (a, b) => Number(a.type === "hardlink") - Number(b.type === "hardlink") || Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );
}

function ownerOf(path: string, metadata: FileMetadata | undefined): { readonly path: string; readonly uid: number; readonly gid: number } {
  return { path, uid: metadata?.uid ?? 0, gid: metadata?.gid ?? 0 };
}

function specialOf(metadata: FileMetadata): ExportEntry | undefined {
  const common = { ...ownerOf(metadata.path, metadata), mode: metadata.mode ?? 0o644 };
  if (metadata.fifo) return { ...common, type: "fifo" };
  return metadata.device && { ...common, ...metadata.device };
}
