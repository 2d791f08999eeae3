// What a tree is: files, directories and links, and the file metadata a Directory message cannot say.
//
// Types only. Encoding and arithmetic live in core/tree; directories on disk in core/store.

import type { BlobDigest, Digest, TreeDigest } from "./ids.ts";

/** One entry of a directory. `name` is UTF-8 and has no "/" in it. */
export type TreeEntry =
  | { readonly type: "file"; readonly name: string; readonly digest: BlobDigest; readonly size: number; readonly executable: boolean }
  | { readonly type: "directory"; readonly name: string; readonly digest: TreeDigest; readonly size: number }
  | { readonly type: "symlink"; readonly name: string; readonly target: string };

/** A directory: entries sorted by the bytes of their UTF-8 names, as REAPI asks within each kind. */
export interface Directory {
  readonly entries: ReadonlyMap<string, TreeEntry>;
}

/**
 * What a tree loses of a file and an image needs back: another owner, mode bits beyond 0644/0755, a device, a hard link.
 * Paths are absolute within the artifact and sorted. Part of the artifact's digest.
 */
export interface FileMetadata {
  readonly path: string;
  readonly uid?: number;
  readonly gid?: number;
  /** All permission bits, setuid, setgid and sticky included. */
  readonly mode?: number;
  readonly device?: { readonly type: "char" | "block"; readonly major: number; readonly minor: number };
  readonly fifo?: true;
  /** Path of the first name of the same inode. */
  readonly hardlinkTo?: string;
}

/** A tree on record in the store. */
export interface StoredTree {
  readonly digest: TreeDigest;
  readonly files: number;
  readonly bytes: number;
}

/** What one element made. Its digest is what dependants' resolved keys see. */
export interface Artifact {
  /** Digest of tree, metadata and what dependants read of the public data. */
  readonly digest: Digest;
  readonly tree: TreeDigest;
  readonly metadata: readonly FileMetadata[];
  readonly splitRules: readonly (readonly [domain: string, patterns: readonly string[]])[];
  readonly integration: readonly string[];
  /** The environment in which the integration commands run. */
  readonly environment: readonly (readonly [name: string, value: string])[];
}

/** mtime of every file in every tree: 2011-11-11T11:11:11Z in seconds, as the incumbent stages sources. */
export const TREE_MTIME = 1321009871;
