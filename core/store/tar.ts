// Writes an artifact as a tar archive: owners, modes, devices and hard links as its metadata says, the same bytes every time.
//
// Headers are the tar package's, with pax records where a name or number does not fit; order, times and numbers are ours.

import { createReadStream } from "node:fs";
import type { Writable } from "node:stream";
import { Header, Pax } from "tar";
import { TREE_MTIME } from "../model/tree.ts";
import { type Exportable, type ExportEntry, exportEntries } from "./export.ts";
import type { Store } from "./store.ts";

const BLOCK = 512;

/** Writes the archive and ends the stream. */
export async function writeTar(store: Store, artifact: Exportable, stream: Writable): Promise<void> {
  store.trees.root(artifact.tree);
  for (const entry of exportEntries(store.trees, artifact)) {
    await write(stream, headerOf(entry));
    if (entry.type !== "file") continue;
    for await (const piece of createReadStream(entry.from)) await write(stream, piece as Buffer);
    await write(stream, Buffer.alloc((BLOCK - (entry.size % BLOCK)) % BLOCK));
  }
  await write(stream, Buffer.alloc(2 * BLOCK));
  await new Promise<void>((resolve, reject) => {
    stream.once("error", reject);
    stream.end(resolve);
  });
}

const TYPES = {
  file: "File",
  directory: "Directory",
  symlink: "SymbolicLink",
  hardlink: "Link",
  char: "CharacterDevice",
  block: "BlockDevice",
  fifo: "FIFO",
} as const;

function headerOf(entry: ExportEntry): Buffer {
  const name = entry.path.slice(1);
  const data = {
    path: entry.type === "directory" ? `${name}/` : name,
    mode: entry.mode & 0o7777,
    uid: entry.uid,
    gid: entry.gid,
    size: entry.type === "file" ? entry.size : 0,
    mtime: new Date(TREE_MTIME * 1000),
    type: TYPES[entry.type],
    ...(entry.type === "symlink" && { linkpath: entry.target }),
    ...(entry.type === "hardlink" && { linkpath: entry.target.slice(1) }),
    ...((entry.type === "char" || entry.type === "block") && { devmaj: entry.major, devmin: entry.minor }),
  };
  const header = new Header(data);
  const needsPax = header.encode();
  const block = header.block;
  if (!block) throw new Error("internal: a tar header was not encoded");
  if (!needsPax) return block;
  const { path, linkpath, size, uid, gid } = data as typeof data & { readonly linkpath?: string };
  const pax = new Pax({ path, ...(linkpath !== undefined && { linkpath }), size, uid, gid });
  return Buffer.concat([pax.encode(), block]);
}

function write(stream: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => stream.write(bytes, (error) => (error ? reject(error) : resolve())));
}
