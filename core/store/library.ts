// Directories by digest, of every manifest that this process has met: decoded when asked for, kept in bounded memory.
//
// A base has thousands of directories and is staged for every element, so what is looked at often stays decoded, and what
// is not is forgotten and read again. It knows files of manifests, not the store's layout.

import { readFileSync } from "node:fs";
import { identity } from "../key/digest.ts";
import { ForgeError } from "../model/errors.ts";
import type { TreeDigest } from "../model/ids.ts";
import type { Directory } from "../model/tree.ts";
import { decodeDirectory } from "../tree/directory.ts";
import type { DirectoryReader } from "../tree/trees.ts";
import { decodeManifest, type ManifestHeader, type MessageSlice } from "./manifest.ts";

export interface LibraryLimits {
  /** Entries of directories that stay decoded. */
  readonly entries: number;
  /** Bytes of manifests that stay read. */
  readonly bytes: number;
}

/** Some 80 MB at most. */
const LIMITS: LibraryLimits = { entries: 200_000, bytes: 32 << 20 };

interface Shelf {
  readonly file: string;
  readonly header: ManifestHeader;
  /** Absent: read again when needed. */
  bytes: Buffer | undefined;
}

export class DirectoryLibrary implements DirectoryReader {
  readonly #limits: LibraryLimits;
  readonly #shelves = new Map<TreeDigest, Shelf>();
  readonly #places = new Map<TreeDigest, MessageSlice & { readonly shelf: Shelf }>();
  /** Oldest use first. */
  readonly #decoded = new Map<TreeDigest, Directory>();
  #entries = 0;
  /** Shelves whose bytes are held, oldest first. */
  readonly #read = new Set<Shelf>();
  #bytes = 0;

  constructor(limits: LibraryLimits = LIMITS) {
    this.#limits = limits;
  }

  /** What is known of a tree that was taken in. */
  header(tree: TreeDigest): ManifestHeader | undefined {
    return this.#shelves.get(tree)?.header;
  }

  /** Takes in the manifest of a tree, from its file or from the bytes that were written there. Throws FORGE5004 on damage. */
  take(tree: TreeDigest, file: string, bytes: Buffer = readFileSync(file)): ManifestHeader {
    const manifest = decodeManifest(bytes);
    if (!manifest?.directories.has(tree)) throw damaged(file);
    const shelf: Shelf = { file, header: manifest.header, bytes: undefined };
    this.#shelves.set(tree, shelf);
    for (const [digest, slice] of manifest.directories) if (!this.#places.has(digest)) this.#places.set(digest, { ...slice, shelf });
    this.#hold(shelf, bytes);
    return manifest.header;
  }

  directory(digest: TreeDigest): Directory {
    const known = this.#decoded.get(digest);
    if (known) {
      this.#decoded.delete(digest);
      this.#decoded.set(digest, known);
      return known;
    }
    const directory = this.#decode(digest);
    this.#decoded.set(digest, directory);
    this.#entries += directory.entries.size + 1;
    for (const [oldest, { entries }] of this.#decoded) {
      if (this.#entries <= this.#limits.entries || oldest === digest) break;
      this.#decoded.delete(oldest);
      this.#entries -= entries.size + 1;
    }
    return directory;
  }

  /** The encoded directory, checked. */
  message(digest: TreeDigest): Buffer {
    const place = this.#places.get(digest);
    if (!place) throw new Error(`internal: directory ${digest} belongs to no tree that was loaded`);
    const { shelf, start, length } = place;
    const bytes = shelf.bytes ?? this.#hold(shelf, readFileSync(shelf.file));
    const message = bytes.subarray(start, start + length);
    if (identity(message) !== digest) throw damaged(shelf.file);
    return message;
  }

  #decode(digest: TreeDigest): Directory {
    const message = this.message(digest);
    try {
      return decodeDirectory(message);
    } catch {
      // Right by its digest and yet no directory: whoever made it was wrong.
      throw damaged(this.#places.get(digest)?.shelf.file ?? digest);
    }
  }

  #hold(shelf: Shelf, bytes: Buffer): Buffer {
    shelf.bytes = bytes;
    this.#read.add(shelf);
    this.#bytes += bytes.length;
    for (const oldest of this.#read) {
      if (this.#bytes <= this.#limits.bytes || oldest === shelf) break;
      this.#read.delete(oldest);
      this.#bytes -= oldest.bytes?.length ?? 0;
      oldest.bytes = undefined;
    }
    return bytes;
  }
}

function damaged(file: string): ForgeError {
  return new ForgeError({ code: "FORGE5004", message: `${file} is damaged`, help: "forge fsck" });
}
