// A zip archive that is the same bytes for the same files: stored, in the order given, without times and modes.

import { closeSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";

export interface ZipFile {
  readonly name: string;
  readonly content: () => Uint8Array;
}

/** Writes the archive. Files, and all of it, are smaller than 4 GiB. */
export function writeZip(path: string, files: readonly ZipFile[]): void {
  const descriptor = openSync(path, "w");
  let offset = 0;
  const write = (bytes: Uint8Array): void => {
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    offset += bytes.length;
  };
  try {
    const central: Buffer[] = [];
    for (const file of files) {
      const content = file.content();
      const name = Buffer.from(file.name);
      const described = { name, size: content.length, checksum: crc32(content) };
      central.push(Buffer.concat([header(0x02014b50, 46, described, offset), name]));
      write(Buffer.concat([header(0x04034b50, 30, described), name]));
      write(content);
    }
    const start = offset;
    for (const entry of central) write(entry);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(files.length, 8);
    end.writeUInt16LE(files.length, 10);
    end.writeUInt32LE(offset - start, 12);
    end.writeUInt32LE(start, 16);
    write(end);
  } finally {
    closeSync(descriptor);
  }
}

interface Described {
  readonly name: Buffer;
  readonly size: number;
  readonly checksum: number;
}

/** The header before a file, or, with `offset`, the one in the list of files. The date is the first that there is. */
function header(signature: number, length: number, { name, size, checksum }: Described, offset?: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(signature, 0);
  let at = 4;
  if (offset !== undefined) at = bytes.writeUInt16LE(20, at);
  at = bytes.writeUInt16LE(20, at);
  // UTF-8 names.
  at = bytes.writeUInt16LE(0x800, at);
  at += 2 + 2;
  at = bytes.writeUInt16LE(0x21, at);
  at = bytes.writeUInt32LE(checksum, at);
  at = bytes.writeUInt32LE(size, at);
  at = bytes.writeUInt32LE(size, at);
  bytes.writeUInt16LE(name.length, at);
  if (offset !== undefined) bytes.writeUInt32LE(offset, 42);
  return bytes;
}
