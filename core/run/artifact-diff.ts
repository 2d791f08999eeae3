// In what two artifacts differ: files, kinds, modes, owners, targets of links, contents.
//
// By digests; contents are read by whoever asks for them. What a tree cannot say of a file comes from the artifact's metadata.

import type { BlobDigest } from "../model/ids.ts";
import type { Artifact, FileMetadata, TreeEntry } from "../model/tree.ts";
import type { Store } from "../store/store.ts";
import { treeChanges } from "../tree/diff.ts";
import { findEntry } from "../tree/walk.ts";

/** What is at a path. */
export interface DiffSide {
  readonly type: TreeEntry["type"] | "char" | "block" | "fifo";
  /** All permission bits; none of a link. */
  readonly mode?: number;
  readonly uid: number;
  readonly gid: number;
  /** Of a file. */
  readonly size?: number;
  readonly digest?: BlobDigest;
  /** Of a symbolic link. */
  readonly target?: string;
  /** Of a device. */
  readonly major?: number;
  readonly minor?: number;
  /** Path of the first name of the same file. */
  readonly hardlinkTo?: string;
}

/** Absent `from`: added; absent `to`: removed. */
export interface ArtifactChange {
  readonly path: string;
  readonly from?: DiffSide;
  readonly to?: DiffSide;
}

type Sides = Pick<Artifact, "tree" | "metadata">;

/** Every path that is not the same in both, sorted by its bytes. */
export function artifactChanges(store: Store, from: Sides, to: Sides): readonly ArtifactChange[] {
  const { trees } = store;
  for (const { tree } of [from, to]) trees.root(tree);
  const [before, after] = [from, to].map(({ metadata }) => new Map(metadata.map((entry) => [entry.path, entry])));
  const paths = new Set(treeChanges(trees, from.tree, to.tree).map(({ path }) => path));
  for (const path of [...(before?.keys() ?? []), ...(after?.keys() ?? [])])
    if (JSON.stringify(before?.get(path)) !== JSON.stringify(after?.get(path))) paths.add(path);
  return [...paths]
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((path): ArtifactChange => {
      const old = sideOf(findEntry(trees, from.tree, path), before?.get(path));
      const now = sideOf(findEntry(trees, to.tree, path), after?.get(path));
      return { path, ...(old && { from: old }), ...(now && { to: now }) };
    })
    .filter((change) => JSON.stringify(change.from) !== JSON.stringify(change.to));
}

function sideOf(entry: TreeEntry | undefined, metadata: FileMetadata | undefined): DiffSide | undefined {
  if (!entry && !metadata) return undefined;
  const { device, fifo, hardlinkTo, mode } = metadata ?? {};
  const type = entry?.type ?? device?.type ?? (fifo ? "fifo" : undefined);
  if (type === undefined) return undefined;
  const usual = entry?.type === "directory" || (entry?.type === "file" && entry.executable) ? 0o755 : 0o644;
  return {
    type,
    ...(type !== "symlink" && { mode: mode ?? usual }),
    uid: metadata?.uid ?? 0,
    gid: metadata?.gid ?? 0,
    ...(entry?.type === "file" && { size: entry.size, digest: entry.digest }),
    ...(entry?.type === "symlink" && { target: entry.target }),
    ...(device && { major: device.major, minor: device.minor }),
    ...(hardlinkTo !== undefined && { hardlinkTo }),
  };
}
