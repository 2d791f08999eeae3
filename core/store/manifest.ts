// The manifest of a tree as a file: every Directory message of the tree, with what is asked of trees without reading them.
//
// Pure. Line one is a checksum of all up to the messages, line two the header, then a table of digests and lengths, then the
// messages, the root's first. A message is checked against its digest by whoever decodes it.

import { identity } from "../key/digest.ts";
import { isDigest, type TreeDigest } from "../model/ids.ts";

export interface ManifestHeader {
  readonly files: number;
  /** Sum of the files' sizes. */
  readonly bytes: number;
  /** What the tree takes on a disk with blocks of 4 KiB. */
  readonly disk: number;
  /** Trees that hold the blobs, where this one has no directory. They live as long as it does. */
  readonly backing: readonly TreeDigest[];
}

/** Where a message lies in the manifest's bytes. */
export interface MessageSlice {
  readonly start: number;
  readonly length: number;
}

export interface Manifest {
  readonly header: ManifestHeader;
  readonly directories: ReadonlyMap<TreeDigest, MessageSlice>;
}

const FORMAT = "forge-tree";
const VERSION = 1;
/** A digest's bytes and a length. */
const ROW = 36;

/** The file for these messages, in their order. */
export function encodeManifest(header: ManifestHeader, directories: ReadonlyMap<TreeDigest, Uint8Array>): Buffer {
  const line = Buffer.from(`${JSON.stringify({ format: FORMAT, version: VERSION, directories: directories.size, ...header })}\n`);
  const table = Buffer.allocUnsafe(directories.size * ROW);
  let row = 0;
  for (const [digest, { length }] of directories) {
    table.write(digest, row, "hex");
    table.writeUInt32LE(length, row + 32);
    row += ROW;
  }
  return Buffer.concat([Buffer.from(`${identity(Buffer.concat([line, table]))}\n`), line, table, ...directories.values()]);
}

/** What a manifest says. Undefined when it is damaged, or of another format. */
export function decodeManifest(bytes: Buffer): Manifest | undefined {
  const sum = bytes.subarray(0, 64).toString("latin1");
  const table = bytes.indexOf(10, 65) + 1;
  if (bytes[64] !== 10 || table === 0) return undefined;
  const line = parseHeader(bytes.subarray(65, table).toString("utf8"));
  if (!line) return undefined;
  let start = table + line.directories * ROW;
  if (start > bytes.length || identity(bytes.subarray(65, start)) !== sum) return undefined;
  const directories = new Map<TreeDigest, MessageSlice>();
  for (let row = table; row < table + line.directories * ROW; row += ROW) {
    const length = bytes.readUInt32LE(row + 32);
    directories.set(bytes.toString("hex", row, row + 32) as TreeDigest, { start, length });
    start += length;
  }
  return start === bytes.length ? { header: line.header, directories } : undefined;
}

function parseHeader(text: string): { readonly header: ManifestHeader; readonly directories: number } | undefined {
  try {
    const { format, version, directories, files, bytes, disk, backing } = JSON.parse(text);
    if (format !== FORMAT || version !== VERSION || !Array.isArray(backing) || !backing.every(isDigest)) return undefined;
    if (![directories, files, bytes, disk].every(Number.isSafeInteger)) return undefined;
    return { header: { files, bytes, disk, backing: backing as unknown as readonly TreeDigest[] }, directories };
  } catch {
    return undefined;
  }
}

/** The header alone, from the beginning of a manifest; nothing is verified. Undefined when more of it is needed, or it is none. */
export function peekHeader(beginning: Buffer): ManifestHeader | undefined {
  const end = beginning.indexOf(10, 65);
  return end < 0 ? undefined : parseHeader(beginning.subarray(65, end).toString("utf8"))?.header;
}
