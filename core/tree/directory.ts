// Directory messages of the Remote Execution API, encoded canonically: the same entries give the same bytes.
//
// Written by hand, for a handful of fields needs no generated code. Files, directories and links are each sorted by the
// bytes of their names, as the protocol asks. Knows one directory at a time; trees are in core/tree/trees.ts.

import { type BlobDigest, isDigest, type TreeDigest } from "../model/ids.ts";
import type { Directory, TreeEntry } from "../model/tree.ts";
import { ProtoReader, ProtoWriter } from "./proto.ts";

/** The one encoding of a directory's entries, whatever order they come in. */
export function encodeDirectory(entries: Iterable<TreeEntry>): Buffer {
  const sorted = [...entries].sort(byName);
  const writer = new ProtoWriter();
  for (const entry of sorted) {
    if (entry.type !== "file") continue;
    const node = new ProtoWriter().text(1, entry.name).message(2, digestMessage(entry.digest, entry.size));
    if (entry.executable) node.integer(4, 1);
    writer.message(1, node.bytes());
  }
  for (const entry of sorted) {
    if (entry.type === "directory")
      writer.message(2, new ProtoWriter().text(1, entry.name).message(2, digestMessage(entry.digest, entry.size)).bytes());
  }
  for (const entry of sorted) {
    if (entry.type === "symlink") writer.message(3, new ProtoWriter().text(1, entry.name).text(2, entry.target).bytes());
  }
  return writer.bytes();
}

/** The entries of an encoded directory, files first, then directories, then links. Throws on damage. */
export function decodeDirectory(bytes: Uint8Array): Directory {
  const entries = new Map<string, TreeEntry>();
  const reader = new ProtoReader(bytes);
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) add(fileNode(reader.message()));
    else if (field === 2) add(directoryNode(reader.message()));
    else if (field === 3) add(symlinkNode(reader.message()));
    else reader.skip();
  }
  return { entries };

  function add(entry: TreeEntry): void {
    if (entry.name === "" || entry.name === "." || entry.name === ".." || entry.name.includes("/") || entries.has(entry.name)) {
      throw new Error(`bad name ${JSON.stringify(entry.name)} in a directory message`);
    }
    entries.set(entry.name, entry);
  }
}

function fileNode(reader: ProtoReader): TreeEntry {
  let name = "";
  let digest = { hash: "", size: 0 };
  let executable = false;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) name = reader.text();
    else if (field === 2) digest = readDigest(reader.message());
    else if (field === 4) executable = reader.integer() !== 0;
    else reader.skip();
  }
  return { type: "file", name, digest: checked(digest.hash) as BlobDigest, size: digest.size, executable };
}

function directoryNode(reader: ProtoReader): TreeEntry {
  let name = "";
  let digest = { hash: "", size: 0 };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) name = reader.text();
    else if (field === 2) digest = readDigest(reader.message());
    else reader.skip();
  }
  return { type: "directory", name, digest: checked(digest.hash) as TreeDigest, size: digest.size };
}

function symlinkNode(reader: ProtoReader): TreeEntry {
  let name = "";
  let target = "";
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) name = reader.text();
    else if (field === 2) target = reader.text();
    else reader.skip();
  }
  return { type: "symlink", name, target };
}

function digestMessage(hash: string, size: number): Buffer {
  const writer = new ProtoWriter().text(1, hash);
  // proto3 leaves defaults out.
  return (size === 0 ? writer : writer.integer(2, size)).bytes();
}

function readDigest(reader: ProtoReader): { hash: string; size: number } {
  let hash = "";
  let size = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) hash = reader.text();
    else if (field === 2) size = reader.integer();
    else reader.skip();
  }
  return { hash, size };
}

function checked(hash: string): string {
  if (!isDigest(hash)) throw new Error("bad digest in a directory message");
  return hash;
}

/** Order of the names' UTF-8 bytes. For names without surrogates that is the order of UTF-16 units. */
function byName(a: TreeEntry, b: TreeEntry): number {
  if (SURROGATE.test(a.name) || SURROGATE.test(b.name)) return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

const SURROGATE = /[\ud800-\udfff]/;
