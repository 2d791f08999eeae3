// Trees in the store: each a directory that owns its inodes, or a manifest whose blobs lie in other trees.
//
// `trees/<digest>/manifest` says what is in it, `trees/<digest>/files` holds it. Reading is in core/store/library.ts, taking
// in a build's output in capture.ts, copying out in materialize.ts; this is where they meet, and the only place that knows paths.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ForgeError } from "../model/errors.ts";
import type { TreeDigest } from "../model/ids.ts";
import type { Directory } from "../model/tree.ts";
import { decodeDirectory } from "../tree/directory.ts";
import { type DirectoryReader, DirectorySet, type NewDirectories } from "../tree/trees.ts";
import { type Captured, type CaptureOptions, measureDirectory } from "./capture.ts";
import { type Barrier, syncPathNow } from "./durable.ts";
import { guarded, guardedAsync, isMissing } from "./failures.ts";
import { DirectoryLibrary } from "./library.ts";
import { encodeManifest, type ManifestHeader } from "./manifest.ts";
import { copyTree } from "./materialize.ts";
import { FILES, MANIFEST, publishFiles, publishManifest, publishTree } from "./publish.ts";
import { touchFile } from "./records.ts";

export interface TreePlace {
  readonly root: string;
  readonly barrier: Barrier;
  /** A new name on the store's file system. */
  readonly temporary: () => string;
}

export class TreeStore implements DirectoryReader {
  readonly #place: TreePlace;
  readonly #library = new DirectoryLibrary();
  readonly #materializing = new Map<TreeDigest, Promise<void>>();
  #empty: TreeDigest | undefined;

  constructor(place: TreePlace) {
    this.#place = place;
  }

  /** Whether the tree is in the store. Says at the same time that it is in use. */
  has(tree: TreeDigest): boolean {
    return touchFile(this.#file(tree, MANIFEST));
  }

  /** Loads a tree's manifest, so that `directory` knows all of it. Throws FORGE5004 when it is missing or damaged. */
  root(tree: TreeDigest): ManifestHeader {
    const known = this.#library.header(tree);
    if (known) return known;
    // A collection that finds it touched puts it back within microseconds.
    for (let attempt = 0; attempt < 3 && this.has(tree); attempt++) {
      try {
        return this.#library.take(tree, this.#file(tree, MANIFEST));
      } catch (error) {
        if (!isMissing(error)) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
    }
    throw missing(tree);
  }

  directory(digest: TreeDigest): Directory {
    return this.#library.directory(digest);
  }

  fileCount(tree: TreeDigest): number {
    return this.root(tree).files;
  }

  /** Whether the tree's files lie in one directory. */
  hasDirectory(tree: TreeDigest): boolean {
    return existsSync(this.#file(tree, FILES));
  }

  /** That directory, relative to the store. */
  relativePath(tree: TreeDigest): string {
    return `trees/${tree}/${FILES}`;
  }

  /** Absolute path of a tree's place in the store. */
  placeOf(tree: TreeDigest): string {
    return join(this.#place.root, "trees", tree);
  }

  /** Reads new directories as well as those of loaded trees. */
  with(made: NewDirectories): DirectoryReader {
    const decoded = new Map<TreeDigest, Directory>();
    return {
      directory: (digest) => {
        const known = decoded.get(digest);
        if (known) return known;
        const bytes = made.get(digest);
        if (!bytes) return this.directory(digest);
        const directory = decodeDirectory(bytes);
        decoded.set(digest, directory);
        return directory;
      },
    };
  }

  /** Keeps a tree as a manifest; its blobs lie in `backing`, which must be loaded or in the store. */
  put(root: TreeDigest, directories: NewDirectories, backing: readonly TreeDigest[]): void {
    if (this.has(root)) {
      this.#place.barrier.mark(join(this.#place.root, "trees"));
      this.root(root);
      return;
    }
    const { messages, totals } = this.#collect(root, directories);
    const manifest = encodeManifest({ ...totals, backing: totals.files === 0 ? [] : this.#owners(backing) }, messages);
    guarded(this.#place.root, () => publishManifest({ target: this.placeOf(root), manifest, ...this.#place }, syncPathNow));
    this.#library.take(root, this.#file(root, MANIFEST), manifest);
  }

  /** The tree with nothing in it. */
  putEmpty(): TreeDigest {
    if (this.#empty && this.has(this.#empty)) return this.#empty;
    const set = new DirectorySet();
    const { digest } = set.add(new Map());
    this.put(digest, set.made, []);
    this.#empty = digest;
    return digest;
  }

  /** Takes a directory on the store's file system into it: normalised, hashed once, durable, moved. */
  async capture(directory: string, options: CaptureOptions = {}): Promise<Captured> {
    return guardedAsync(this.#place.root, async () => {
      const { tree, metadata, directories, paths } = await measureDirectory(directory, { ...options, temporary: this.#place.temporary });
      const { digest } = tree;
      if (this.has(digest) && this.hasDirectory(digest)) {
        this.#place.barrier.mark(this.placeOf(digest));
        this.#place.barrier.mark(join(this.#place.root, "trees"));
        this.root(digest);
        return { tree, metadata };
      }
      const { messages, totals } = this.#collect(digest, directories);
      const manifest = encodeManifest({ ...totals, backing: [] }, messages);
      await publishTree({ target: this.placeOf(digest), manifest, ...this.#place }, { directory, paths });
      if (!this.#library.header(digest)) this.#library.take(digest, this.#file(digest, MANIFEST), manifest);
      return { tree, metadata };
    });
  }

  /** Gives a tree that is a manifest only a directory in the store. */
  async materialize(tree: TreeDigest): Promise<void> {
    const running = this.#materializing.get(tree);
    if (running) return running;
    const mine = guardedAsync(this.#place.root, async () => {
      if (this.hasDirectory(tree)) return;
      const directory = this.#place.temporary();
      mkdirSync(directory);
      const paths = await copyTree(this, tree, directory);
      await publishFiles({ target: this.placeOf(tree), barrier: this.#place.barrier }, { directory, paths });
    }).finally(() => this.#materializing.delete(tree));
    this.#materializing.set(tree, mine);
    return mine;
  }

  /** Makes a writable private copy of a tree in a directory that exists. */
  async materializeInto(tree: TreeDigest, directory: string): Promise<void> {
    await guardedAsync(this.#place.root, () => copyTree(this, tree, directory));
  }

  /** Every directory below a root, encoded, and what they sum up to. */
  #collect(
    root: TreeDigest,
    made: NewDirectories,
  ): { readonly messages: Map<TreeDigest, Uint8Array>; readonly totals: Omit<ManifestHeader, "backing"> } {
    const reader = this.with(made);
    const messages = new Map<TreeDigest, Uint8Array>();
    const pending = [root];
    const totals = { files: 0, bytes: 0, disk: 0 };
    // A directory that occurs twice counts twice: it takes its place on the disk twice.
    for (let digest = pending.pop(); digest !== undefined; digest = pending.pop()) {
      if (!messages.has(digest)) messages.set(digest, made.get(digest) ?? this.#library.message(digest));
      totals.disk += BLOCK;
      for (const entry of reader.directory(digest).entries.values()) {
        if (entry.type === "directory") pending.push(entry.digest);
        else if (entry.type === "file") {
          totals.files++;
          totals.bytes += entry.size;
          totals.disk += Math.ceil(entry.size / BLOCK) * BLOCK;
        }
      }
    }
    return { messages, totals };
  }

  /** The trees with directories behind these. */
  #owners(trees: readonly TreeDigest[]): readonly TreeDigest[] {
    const owners = new Set<TreeDigest>();
    for (const tree of trees) {
      const { backing, files } = this.root(tree);
      if (files === 0) continue;
      if (this.hasDirectory(tree)) owners.add(tree);
      else for (const owner of backing) owners.add(owner);
    }
    return [...owners];
  }

  #file(tree: TreeDigest, name: string): string {
    return `${this.#place.root}/trees/${tree}/${name}`;
  }
}

const BLOCK = 4096;

function missing(tree: TreeDigest): ForgeError {
  return new ForgeError({ code: "FORGE5004", message: `the store lacks the tree ${tree}`, help: "forge fsck" });
}
