// Lets a tree appear in the store: `trees/<digest>` with its manifest and, unless it is a manifest only, its files.
//
// Everything in it is durable before it has that name; the name itself is by the barrier that records are published behind.

import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Barrier, syncAll } from "./durable.ts";

/** Names in a tree's place. */
export const MANIFEST = "manifest";
export const FILES = "files";

export interface TreeFiles {
  /** On the store's file system. It is moved. */
  readonly directory: string;
  /** All that is in it, beginning with "/", and "" for itself. */
  readonly paths: readonly string[];
}

export interface Publication {
  /** Absolute path of the tree's place. */
  readonly target: string;
  readonly manifest: Uint8Array;
  readonly barrier: Barrier;
  /** A new name on the store's file system. */
  readonly temporary: () => string;
}

/** Publishes a tree with its files. Somebody may have been faster; then theirs stays, and gets the files that it lacks. */
export async function publishTree(publication: Publication, files: TreeFiles): Promise<void> {
  const { target, barrier } = publication;
  const fresh = prepare(publication);
  renameSync(files.directory, join(fresh, FILES));
  await syncAll(fresh, [...files.paths.map((path) => `${fresh}/${FILES}${path}`), join(fresh, MANIFEST), fresh]);
  if (!appear(fresh, publication)) place(join(fresh, FILES), { target, barrier });
}

/** Publishes a manifest whose blobs lie in other trees. */
export function publishManifest(publication: Publication, sync: (path: string) => void): void {
  const fresh = prepare(publication);
  sync(join(fresh, MANIFEST));
  sync(fresh);
  appear(fresh, publication);
}

/** Gives a tree that is a manifest only its files. */
export async function publishFiles(publication: Pick<Publication, "target" | "barrier">, files: TreeFiles): Promise<void> {
  await syncAll(
    files.directory,
    files.paths.map((path) => `${files.directory}${path}`),
  );
  place(files.directory, publication);
}

function prepare({ manifest, temporary }: Publication): string {
  const fresh = temporary();
  mkdirSync(fresh);
  writeFileSync(join(fresh, MANIFEST), manifest);
  return fresh;
}

/** False when the tree had appeared already. */
function appear(fresh: string, { target, barrier }: Publication): boolean {
  try {
    renameSync(fresh, target);
    return true;
  } catch (error) {
    if (!existsSync(join(target, MANIFEST))) throw error;
    return false;
  } finally {
    barrier.mark(dirname(target));
  }
}

function place(directory: string, { target, barrier }: Pick<Publication, "target" | "barrier">): void {
  try {
    renameSync(directory, join(target, FILES));
  } catch (error) {
    if (!existsSync(join(target, FILES))) throw error;
  }
  barrier.mark(target);
}
