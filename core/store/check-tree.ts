// Verifies one tree: every message against its digest, every file against the manifest, and that nothing is there beside.
//
// Reads from disk only; nothing that this process believes to know is used. It says what is wrong and mends nothing.

import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { join } from "node:path";
import { identity } from "../key/digest.ts";
import type { TreeDigest } from "../model/ids.ts";
import type { Directory, TreeEntry } from "../model/tree.ts";
import { decodeDirectory } from "../tree/directory.ts";
import { walkTree } from "../tree/walk.ts";
import { decodeManifest, type ManifestHeader } from "./manifest.ts";
import { FILES, MANIFEST } from "./publish.ts";
import { hashFiles } from "./workers.ts";

export interface SoundTree {
  readonly header: ManifestHeader;
  readonly hasFiles: boolean;
  /** Digests of its files' contents. */
  readonly blobs: ReadonlySet<string>;
}

/** What is wrong with a tree, or what is in it. */
export async function checkTree(place: string, tree: TreeDigest): Promise<string | SoundTree> {
  const bytes = readFileSync(join(place, MANIFEST));
  const manifest = decodeManifest(bytes);
  if (!manifest) return "its manifest is damaged";
  const directories = new Map<TreeDigest, Directory>();
  for (const [digest, { start, length }] of manifest.directories) {
    const message = bytes.subarray(start, start + length);
    if (identity(message) !== digest) return `directory ${digest} is damaged`;
    const directory = decoded(message);
    if (!directory) return `directory ${digest} is none`;
    directories.set(digest, directory);
  }
  if (!directories.has(tree)) return "its manifest is another tree's";
  const expected = new Map<string, TreeEntry>();
  try {
    for (const { path, entry } of walkTree({ directory: (digest) => known(directories, digest) }, tree)) expected.set(path, entry);
  } catch {
    return "its manifest lacks a directory";
  }
  const files = [...expected].flatMap(([path, entry]) => (entry.type === "file" ? [{ path, size: entry.size, digest: entry.digest }] : []));
  const { header } = manifest;
  if (files.length !== header.files || files.reduce((sum, { size }) => sum + size, 0) !== header.bytes) return "its manifest counts wrong";
  const blobs = new Set<string>(files.map(({ digest }) => digest));
  const root = join(place, FILES);
  if (!lstatSync(root, { throwIfNoEntry: false })) return { header, hasFiles: false, blobs };
  const wrong = compareEntries(root, expected);
  if (wrong !== undefined) return wrong;
  const digests = await hashFiles(root, files);
  const damaged = files.find(({ digest }, index) => digests[index] !== digest);
  return damaged ? `${damaged.path} has other contents` : { header, hasFiles: true, blobs };
}

function decoded(message: Uint8Array): Directory | undefined {
  try {
    return decodeDirectory(message);
  } catch {
    return undefined;
  }
}

function known(directories: ReadonlyMap<TreeDigest, Directory>, digest: TreeDigest): Directory {
  const found = directories.get(digest);
  if (!found) throw new Error("not in the manifest");
  return found;
}

function compareEntries(root: string, expected: ReadonlyMap<string, TreeEntry>): string | undefined {
  let found = 0;
  const pending = [""];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const name of readdirSync(`${root}${directory}`)) {
      const path = `${directory}/${name}`;
      const entry = expected.get(path);
      if (!entry) return `${path} does not belong to it`;
      found++;
      const wrong = compareEntry(`${root}${path}`, entry);
      if (wrong !== undefined) return `${path} ${wrong}`;
      if (entry.type === "directory") pending.push(path);
    }
  }
  return found === expected.size
    ? undefined
    : `${[...expected.keys()].find((path) => !lstatSync(`${root}${path}`, { throwIfNoEntry: false }))} is missing`;
}

function compareEntry(path: string, entry: TreeEntry): string | undefined {
  const status = lstatSync(path);
  if (entry.type !== typeOf(status)) return `is no ${entry.type}`;
  if (entry.type === "symlink") return readlinkSync(path) === entry.target ? undefined : "leads elsewhere";
  if (entry.type !== "file") return undefined;
  if (status.size !== entry.size) return "has another size";
  if (((status.mode & 0o100) !== 0) !== entry.executable) return "has another mode";
  return status.nlink === 1 ? undefined : "shares its inode";
}

function typeOf(status: Stats): TreeEntry["type"] | "other" {
  return status.isFile() ? "file" : status.isDirectory() ? "directory" : status.isSymbolicLink() ? "symlink" : "other";
}
