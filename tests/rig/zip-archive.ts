// Writes zip archives member by member, stored, so that a test can say what no honest program would.

import { crc32 } from "node:zlib";

export interface ZipMember {
  /** Bytes are taken as they are. */
  readonly name: string | Buffer;
  readonly content?: string;
  /** A whole Unix mode, type included. */
  readonly mode?: number;
  /** Instead of the right one. */
  readonly checksum?: number;
}

export function zipArchive(members: readonly ZipMember[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = typeof member.name === "string" ? Buffer.from(member.name) : member.name;
    const content = Buffer.from(member.content ?? "");
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    writeCommon(local, 6, { member, content, name });
    locals.push(local, name, content);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE((3 << 8) | 20, 4);
    entry.writeUInt16LE(20, 6);
    writeCommon(entry, 8, { member, content, name });
    entry.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    central.push(entry, name);
    offset += local.length + name.length + content.length;
  }
  const size = central.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...central, end]);
}

interface Common {
  readonly member: ZipMember;
  readonly content: Buffer;
  readonly name: Buffer;
}

/** Flags, method, time, checksum, sizes and the name's length: the same in both headers. */
function writeCommon(header: Buffer, at: number, { member, content, name }: Common): void {
  header.writeUInt32LE(member.checksum ?? crc32(content), at + 8);
  header.writeUInt32LE(content.length, at + 12);
  header.writeUInt32LE(content.length, at + 16);
  header.writeUInt16LE(name.length, at + 20);
}
