// Trees in memory: building them from paths, and reading directories by digest wherever they come from.
//
// Pure. A tree is its root's digest; a reader turns digests into directories. New directories are handed on as encoded
// bytes, for the store to keep.

import { identity } from "../key/digest.ts";
import type { BlobDigest, TreeDigest } from "../model/ids.ts";
import type { Directory, TreeEntry } from "../model/tree.ts";
import { decodeDirectory, encodeDirectory } from "./directory.ts";

/** Gives directories by digest. Throws on a digest it does not know. */
export interface DirectoryReader {
  directory(digest: TreeDigest): Directory;
}

/** Directories that some operation made, beside those that were there. */
export type NewDirectories = ReadonlyMap<TreeDigest, Uint8Array>;

/** Collects directories by digest as they are made. */
export class DirectorySet implements DirectoryReader {
  readonly made = new Map<TreeDigest, Uint8Array>();
  readonly #decoded = new Map<TreeDigest, Directory>();
  readonly #below: DirectoryReader | undefined;

  constructor(below?: DirectoryReader) {
    this.#below = below;
  }

  directory(digest: TreeDigest): Directory {
    const known = this.#decoded.get(digest);
    if (known) return known;
    const bytes = this.made.get(digest);
    if (!bytes) {
      if (!this.#below) throw new Error(`internal: unknown directory ${digest}`);
      return this.#below.directory(digest);
    }
    const directory = decodeDirectory(bytes);
    this.#decoded.set(digest, directory);
    return directory;
  }

  /** Encodes a directory and keeps it. */
  add(entries: ReadonlyMap<string, TreeEntry>): { readonly digest: TreeDigest; readonly size: number } {
    const bytes = encodeDirectory(entries.values());
    const digest = identity(bytes) as TreeDigest;
    if (!this.made.has(digest)) {
      this.made.set(digest, bytes);
      this.#decoded.set(digest, { entries });
    }
    return { digest, size: bytes.length };
  }
}

/** What can be put at a path. */
export type PathEntry =
  | { readonly path: string; readonly type: "file"; readonly digest: BlobDigest; readonly size: number; readonly executable: boolean }
  | { readonly path: string; readonly type: "symlink"; readonly target: string }
  | { readonly path: string; readonly type: "directory" };

/** A tree with these entries; directories on the way are made. Paths are absolute. */
export function buildTree(entries: Iterable<PathEntry>): {
  readonly root: TreeDigest;
  readonly directories: NewDirectories;
  readonly reader: DirectoryReader;
} {
  const root: Building = new Map();
  for (const entry of entries) {
    const names = entry.path.split("/").filter((name) => name !== "");
    const last = names.pop();
    let here = root;
    for (const name of names) here = descend(here, name);
    if (last === undefined) continue;
    if (entry.type === "directory") descend(here, last);
    else if (entry.type === "symlink") here.set(last, { type: "symlink", name: last, target: entry.target });
    else here.set(last, { type: "file", name: last, digest: entry.digest, size: entry.size, executable: entry.executable });
  }
  const set = new DirectorySet();
  return { root: finish(root).digest, directories: set.made, reader: set };

  function finish(building: Building): { readonly digest: TreeDigest; readonly size: number } {
    const done = new Map<string, TreeEntry>();
    for (const [name, entry] of building) done.set(name, entry instanceof Map ? { type: "directory", name, ...finish(entry) } : entry);
    return set.add(done);
  }
}

type Building = Map<string, TreeEntry | Building>;

function descend(here: Building, name: string): Building {
  const found = here.get(name);
  if (found instanceof Map) return found;
  if (found) throw new Error(`internal: ${name} is both a directory and not`);
  const made: Building = new Map();
  here.set(name, made);
  return made;
}
