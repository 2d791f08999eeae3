// Objects of an OSTree repository of the kind that is served: what commits and directories list, and what a file's object holds.
//
// Everything is taken from bytes that others made: what is not as the format has it gives undefined, and nothing is believed
// before its digest is right.

import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";

export interface ListedFile {
  readonly name: string;
  readonly checksum: string;
}

export interface ListedTree {
  readonly files: readonly ListedFile[];
  /** With the checksum of each one's own listing. */
  readonly directories: readonly ListedFile[];
}

export interface StoredFile {
  readonly checksum: string;
  readonly mode: number;
  /** Where a link leads. */
  readonly target: string;
  readonly content: Uint8Array;
}

export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The checksum of a commit's root directory. Its type: `(a{sv}aya(say)sstayay)`. */
export function rootOf(commit: Uint8Array): string | undefined {
  const tuple = new Tuple(commit, 6);
  // Behind the body, aligned, is the time.
  const start = Math.ceil(tuple.end(4) / 8) * 8 + 8;
  return checksum(commit.subarray(start, tuple.end(5)));
}

/** What a directory lists. Its type: `(a(say)a(sayay))`. */
export function treeOf(bytes: Uint8Array): ListedTree | undefined {
  const tuple = new Tuple(bytes, 1);
  const files = elementsOf(bytes.subarray(0, tuple.end(0)))?.map((element) => listed(element, 1));
  const directories = elementsOf(bytes.subarray(tuple.end(0), tuple.last))?.map((element) => listed(element, 2));
  if (!files?.every(isListed) || !directories?.every(isListed)) return undefined;
  return { files, directories };
}

/** A file's object as it is served: a header of type `(tuuuusa(ayay))`, then its contents, compressed. */
export function fileOf(object: Uint8Array): StoredFile | undefined {
  const bytes = Buffer.from(object);
  if (bytes.length < 8) return undefined;
  const length = bytes.readUInt32BE(0);
  const header = bytes.subarray(8, 8 + length);
  if (header.length !== length || length < 26) return undefined;
  const tuple = new Tuple(header, 1);
  const targetEnd = tuple.end(0);
  if (targetEnd < 25 || targetEnd > tuple.last) return undefined;
  const mode = header.readUInt32BE(16);
  const content = isRegular(mode) ? inflated(bytes.subarray(8 + length)) : new Uint8Array();
  if (content === undefined) return undefined;
  // What the checksum is of has no size, and is framed anew.
  const body = header.subarray(8, tuple.last);
  const framed = frame(body, targetEnd - 8);
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32BE(framed.length, 0);
  const hash = createHash("sha256").update(prefix).update(framed).update(content);
  return { checksum: hash.digest("hex"), mode, target: header.toString("utf8", 24, targetEnd - 1), content };
}

export function isRegular(mode: number): boolean {
  return (mode & 0o170000) === 0o100000;
}

export function isLink(mode: number): boolean {
  return (mode & 0o170000) === 0o120000;
}

/** A tuple of which some members have no fixed size: where each of them ends stands behind them all, the first one's last. */
class Tuple {
  readonly #bytes: Buffer;
  readonly #width: number;
  /** Where its members end. */
  readonly last: number;

  constructor(bytes: Uint8Array, ends: number) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#width = widthFor(bytes.length);
    this.last = Math.max(0, bytes.length - ends * this.#width);
  }

  end(index: number): number {
    const at = this.#bytes.length - (index + 1) * this.#width;
    return at < 0 ? 0 : this.#bytes.readUIntLE(at, this.#width);
  }
}

function widthFor(length: number): number {
  return length <= 0xff ? 1 : length <= 0xffff ? 2 : 4;
}

/** Elements of a list of what has no fixed size. */
function elementsOf(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  if (bytes.length === 0) return [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = widthFor(bytes.length);
  const table = buffer.readUIntLE(buffer.length - width, width);
  const count = (buffer.length - table) / width;
  if (!Number.isInteger(count) || count < 1) return undefined;
  const found: Uint8Array[] = [];
  let start = 0;
  for (let index = 0; index < count; index++) {
    const end = buffer.readUIntLE(table + index * width, width);
    if (end < start || end > table) return undefined;
    found.push(bytes.subarray(start, end));
    start = end;
  }
  return found;
}

function listed(element: Uint8Array, ends: number): ListedFile | undefined {
  const tuple = new Tuple(element, ends);
  const nameEnd = tuple.end(0);
  if (nameEnd < 1 || nameEnd > tuple.last) return undefined;
  const name = Buffer.from(element.subarray(0, nameEnd - 1)).toString("utf8");
  const found = checksum(element.subarray(nameEnd, ends === 1 ? tuple.last : tuple.end(1)));
  if (found === undefined || name === "" || name === "." || name === ".." || /[/\0\ufffd]/.test(name)) return undefined;
  return { name, checksum: found };
}

function isListed(found: ListedFile | undefined): found is ListedFile {
  return found !== undefined;
}

function checksum(bytes: Uint8Array): string | undefined {
  return bytes.length === 32 ? Buffer.from(bytes).toString("hex") : undefined;
}

function frame(body: Uint8Array, end: number): Buffer {
  const width = [1, 2, 4].find((size) => body.length + size <= 2 ** (8 * size) - 1) ?? 4;
  const offset = Buffer.alloc(width);
  offset.writeUIntLE(end, 0, width);
  return Buffer.concat([body, offset]);
}

/** Larger files are no part of a system. */
const MOST = 1 << 30;

function inflated(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateRawSync(bytes, { maxOutputLength: MOST });
  } catch {
    return undefined;
  }
}
