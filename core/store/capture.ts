// Turns a directory that a build left into a tree: normalised, hashed once, named by its digest.
//
// It stays where it is: core/store/publish.ts moves it into the store.

import type { TreeDigest } from "../model/ids.ts";
import type { FileMetadata, StoredTree } from "../model/tree.ts";
import { compileGlobs } from "../tree/globs.ts";
import { buildTree, type NewDirectories } from "../tree/trees.ts";
import { readFakerootState } from "./fakeroot.ts";
import { type Scan, scanDirectory } from "./scan.ts";
import { hashFiles } from "./workers.ts";

export interface CaptureOptions {
  /** Patterns of paths within the directory that are removed first. */
  readonly drop?: readonly string[];
  /** File left by `fakeroot -s`. */
  readonly fakerootState?: string;
}

export interface Captured {
  readonly tree: StoredTree;
  /** Sorted by path. */
  readonly metadata: readonly FileMetadata[];
}

/** A directory that was read and hashed. */
export interface Measured extends Captured {
  readonly directories: NewDirectories;
  /** Every file and directory of it; "" is the directory itself. */
  readonly paths: readonly string[];
}

/** Normalises and hashes. */
export async function measureDirectory(
  directory: string,
  options: CaptureOptions & { readonly temporary: () => string },
): Promise<Measured> {
  const { drop = [], fakerootState, temporary } = options;
  const scan = await scanDirectory(directory, {
    isDropped: drop.length === 0 ? () => false : compileGlobs(drop.map((pattern) => (pattern.startsWith("/") ? pattern : `/${pattern}`))),
    temporary,
    ...(fakerootState !== undefined && { owners: readFakerootState(fakerootState) }),
  });
  const { root, directories } = await treeOf(directory, scan);
  const bytes = scan.files.reduce((sum, { size }) => sum + size, 0);
  return {
    tree: { digest: root, files: scan.files.length, bytes },
    metadata: scan.metadata,
    directories,
    paths: [...scan.files.map(({ path }) => path), ...scan.directories],
  };
}

async function treeOf(directory: string, scan: Scan): Promise<{ readonly root: TreeDigest; readonly directories: NewDirectories }> {
  const digests = await hashFiles(directory, scan.files);
  return buildTree([
    ...scan.directories.map((path) => ({ path, type: "directory" }) as const),
    ...scan.files.map(({ path, size, executable }, index) => {
      const digest = digests[index];
      if (digest === undefined) throw new Error("internal: a file was not hashed");
      return { path, type: "file", digest, size, executable } as const;
    }),
    ...scan.links.map(({ path, target }) => ({ path, type: "symlink", target }) as const),
  ]);
}
