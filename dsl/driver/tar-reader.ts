// Reads tar archives: ustar, GNU's long names, pax headers.
//
// By itself and not by a library, because names are bytes: one that is not UTF-8 must be refused, and libraries decode it to
// something else. It knows the format and nothing of where members go. Whatever is not as the format says is FORGE2006.

import { ByteReader } from "./byte-reader.ts";
import { decodeName, type Member, unacceptable } from "./member.ts";

/** Members of an archive named `archive` in messages. */
export async function* tarMembers(archive: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Member, void> {
  const reader = new ByteReader(chunks);
  let extended: Extended = {};
  for (;;) {
    const block = await reader.take(BLOCK);
    if (block.length === 0) return;
    if (block.length < BLOCK) throw truncated(archive);
    if (block.every((byte) => byte === 0)) {
      // The rest is padding; read to its end, so that damage to a compressed archive shows.
      await reader.skip(Number.POSITIVE_INFINITY);
      return;
    }
    const header = readHeader(archive, block);
    if (EXTENSIONS.has(header.type)) {
      if (header.size > LONGEST_EXTENSION) throw unacceptable(archive, `an extended header of ${header.size} bytes`);
      const body = await reader.take(header.size);
      if (body.length < header.size || (await reader.skip(padding(header.size))) < padding(header.size)) throw truncated(archive);
      extended = extend(archive, extended, header.type, body);
      continue;
    }
    const name = decodeName(archive, extended.path ?? header.name);
    const type = typeOf(archive, header.type, name);
    // Some writers give links and directories the size of what they stand for, and no bytes.
    const size = type === "file" || type === undefined ? (extended.size ?? header.size) : 0;
    const content = new Content(archive, reader, size);
    if (type !== undefined) {
      const target = type === "symlink" || type === "hardlink" ? decodeName(archive, extended.target ?? header.target) : "";
      yield { path: name, type, target, executable: (header.mode & 0o100) !== 0, content };
    }
    await content.finish();
    if ((await reader.skip(padding(size))) < padding(size)) throw truncated(archive);
    extended = {};
  }
}

/** Whether a block may be the header that a tar archive begins with. */
export function looksLikeTar(block: Buffer): boolean {
  return block.length === BLOCK && readNumber(block, 148, 8) === checksum(block);
}

const BLOCK = 512;
const LONGEST_EXTENSION = 1 << 20;
/** pax (also Solaris'), pax for all that follow, GNU long name, GNU long link target. */
const EXTENSIONS: ReadonlySet<string> = new Set(["x", "X", "g", "L", "K"]);

interface Header {
  readonly name: Buffer;
  readonly target: Buffer;
  readonly mode: number;
  readonly size: number;
  readonly type: string;
}

/** What the headers before a member's own say of it. */
interface Extended {
  readonly path?: Buffer;
  readonly target?: Buffer;
  readonly size?: number;
}

function readHeader(archive: string, block: Buffer): Header {
  if (readNumber(block, 148, 8) !== checksum(block)) throw unacceptable(archive, "it is damaged: a header has the wrong checksum");
  const size = readNumber(block, 124, 12);
  if (size === undefined) throw unacceptable(archive, "it is damaged: a member has no size");
  const isUstar = block.toString("latin1", 257, 262) === "ustar";
  const name = textField(block, 0, 100);
  // GNU's own format keeps times where ustar keeps the beginning of a long path.
  const prefix = isUstar && block[263] === ZERO ? textField(block, 345, 155) : EMPTY;
  return {
    name: prefix.length > 0 ? Buffer.concat([prefix, SLASH, name]) : name,
    target: textField(block, 157, 100),
    mode: readNumber(block, 100, 8) ?? 0o644,
    size,
    type: String.fromCharCode(block[156] ?? 0),
  };
}

const ZERO = 0x30;
const EMPTY = Buffer.alloc(0);
const SLASH = Buffer.from("/");

function textField(block: Buffer, at: number, length: number): Buffer {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return Buffer.from(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits, or GNU's base 256 for what does not fit. Undefined when it is neither. */
function readNumber(block: Buffer, at: number, length: number): number | undefined {
  const field = block.subarray(at, at + length);
  if (((field[0] ?? 0) & 0x80) !== 0) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, (field[0] ?? 0) & 0x7f);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const [, digits = "", rest = ""] = /^[\0 ]*([0-7]*)(.?)/s.exec(field.toString("latin1")) ?? [];
  return /^[\0 ]?$/.test(rest) ? Number.parseInt(`0${digits}`, 8) : undefined;
}

/** Sum of the header's bytes, its own field taken as spaces. */
function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
}

function extend(archive: string, before: Extended, type: string, body: Buffer): Extended {
  switch (type) {
    case "L":
      return { ...before, path: untilNul(body) };
    case "K":
      return { ...before, target: untilNul(body) };
    case "g":
      // What holds for all members is never a name or a size; git writes the commit there.
      return before;
    default:
      return { ...before, ...paxRecords(archive, body) };
  }
}

/** `LENGTH NAME=VALUE\n`, where the value may hold anything, line ends included. */
function paxRecords(archive: string, body: Buffer): Extended {
  const found: { path?: Buffer; target?: Buffer; size?: number } = {};
  for (let at = 0; at < body.length && body[at] !== 0; ) {
    const space = body.indexOf(0x20, at);
    const length = Number(body.toString("latin1", at, space < 0 ? at : space));
    const equals = body.indexOf(0x3d, space);
    const end = at + length;
    if (!Number.isSafeInteger(length) || length <= 0 || end > body.length || equals < 0 || equals >= end)
      throw unacceptable(archive, "it is damaged: an extended header cannot be read");
    const name = body.toString("latin1", space + 1, equals);
    const value = Buffer.from(body.subarray(equals + 1, end - 1));
    if (name === "path") found.path = value;
    else if (name === "linkpath") found.target = value;
    else if (name === "size") found.size = Number(value.toString("latin1"));
    else if (name.startsWith("GNU.sparse.")) throw sparse(archive);
    at = end;
  }
  if (found.size !== undefined && !(Number.isSafeInteger(found.size) && found.size >= 0))
    throw unacceptable(archive, "it is damaged: a member has no size");
  return found;
}

function untilNul(body: Buffer): Buffer {
  const end = body.indexOf(0);
  return end < 0 ? body : body.subarray(0, end);
}

/** Undefined: nothing that a tree has. */
function typeOf(archive: string, flag: string, name: string): Member["type"] | undefined {
  switch (flag) {
    case "0":
    case "\0":
    case "7":
      return name.endsWith("/") ? "directory" : "file";
    case "1":
      return "hardlink";
    case "2":
      return "symlink";
    case "3":
    case "4":
      return "device";
    case "5":
      return "directory";
    case "6":
      return "fifo";
    case "V":
      return undefined;
    case "S":
      throw sparse(archive);
    default:
      throw unacceptable(archive, `"${name}" is of a kind that forge does not know`);
  }
}

function sparse(archive: string): Error {
  return unacceptable(archive, "it holds a sparse file", "pack it again without --sparse");
}

function truncated(archive: string): Error {
  return unacceptable(archive, "it is cut short", "look whether the server has the whole archive, then run `forge track`");
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/** The bytes of one member: whoever wants them reads them once; the reader passes over the rest. */
class Content implements AsyncIterable<Uint8Array> {
  readonly #archive: string;
  readonly #reader: ByteReader;
  #left: number;

  constructor(archive: string, reader: ByteReader, size: number) {
    this.#archive = archive;
    this.#reader = reader;
    this.#left = size;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of this.#reader.stream(this.#left)) {
      this.#left -= chunk.length;
      yield chunk;
    }
    if (this.#left > 0) throw truncated(this.#archive);
  }

  async finish(): Promise<void> {
    if ((await this.#reader.skip(this.#left)) < this.#left) throw truncated(this.#archive);
  }
}
