// git's index of a work tree, as `git read-tree` makes it: with no times and sizes, so that git compares contents.
//
// Version 2, without extensions. Says the same on every machine.

import { createHash } from "node:crypto";
import type { CommitEntry } from "./commit-tree.ts";

export function indexFile(entries: readonly CommitEntry[]): Buffer {
  const listed = entries
    .filter(({ type }) => type !== "directory")
    .map((entry) => ({ entry, name: Buffer.from(entry.path) }))
    .sort((a, b) => Buffer.compare(a.name, b.name));
  const header = Buffer.alloc(12);
  header.write("DIRC");
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(listed.length, 8);
  const body = Buffer.concat([header, ...listed.map(({ entry, name }) => indexEntry(entry, name))]);
  return Buffer.concat([body, createHash("sha1").update(body).digest()]);
}

const MODES: { readonly [type in CommitEntry["type"]]: number } = {
  file: 0o100644,
  executable: 0o100755,
  symlink: 0o120000,
  submodule: 0o160000,
  directory: 0o040000,
};

/** Ten numbers of `stat`, of which only the mode is said; digest, length of the name, the name, and zeros up to 8 bytes. */
function indexEntry({ type, object }: CommitEntry, name: Buffer): Buffer {
  const length = 62 + name.length;
  const bytes = Buffer.alloc(length + (8 - (length % 8)));
  bytes.writeUInt32BE(MODES[type], 24);
  Buffer.from(object, "hex").copy(bytes, 40);
  bytes.writeUInt16BE(Math.min(name.length, 0xfff), 60);
  name.copy(bytes, 62);
  return bytes;
}
