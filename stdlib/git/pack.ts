// A pack of git objects and its index, the same bytes for the same objects whoever writes them.
//
// Contents are not compressed: every version of zlib compresses in its own way. Objects are sorted by digest; each is checked
// against the digest that it goes by. Knows the two file formats and nothing of what is in an object.

import { createHash, type Hash } from "node:crypto";
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";

export type ObjectType = "commit" | "tree" | "blob" | "tag";

export interface PackedObject {
  readonly id: string;
  readonly type: ObjectType;
  /** Read when it is its turn. */
  readonly content: () => Uint8Array;
}

/** Digest of an object. */
export function objectId(type: ObjectType, content: Uint8Array): string {
  return createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
}

/** Writes `name`.pack and `name`.idx. Each object once. */
export function writePack(name: string, objects: readonly PackedObject[]): void {
  const unique = new Map(objects.map((object) => [object.id, object]));
  const sorted = [...unique.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const writer = new HashedFile(`${name}.pack`);
  writer.write(Buffer.concat([Buffer.from("PACK"), uint32(2), uint32(sorted.length)]));
  const places: Place[] = [];
  for (const object of sorted) {
    const content = object.content();
    if (objectId(object.type, content) !== object.id) throw new Error(`internal: ${object.type} ${object.id} is not what it says`);
    const offset = writer.length;
    let crc = 0;
    for (const piece of encoded(object.type, content)) {
      crc = crc32(piece, crc);
      writer.write(piece);
    }
    places.push({ id: object.id, offset, crc });
  }
  writeFileSync(`${name}.idx`, indexOf(places, writer.end()));
}

interface Place {
  readonly id: string;
  readonly offset: number;
  readonly crc: number;
}

const TYPE_NUMBERS: { readonly [type in ObjectType]: number } = { commit: 1, tree: 2, blob: 3, tag: 4 };

/** Header, then zlib's format with nothing but stored blocks. */
function* encoded(type: ObjectType, content: Uint8Array): Iterable<Uint8Array> {
  const header: number[] = [];
  let rest = Math.floor(content.length / 16);
  header.push((TYPE_NUMBERS[type] << 4) | (content.length % 16) | (rest > 0 ? 0x80 : 0));
  for (; rest > 0; rest = Math.floor(rest / 128)) header.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
  yield Buffer.from([...header, 0x78, 0x01]);
  for (let start = 0; start === 0 || start < content.length; start += 0xffff) {
    const block = content.subarray(start, start + 0xffff);
    const isLast = start + 0xffff >= content.length ? 1 : 0;
    yield Buffer.from([isLast, block.length & 0xff, block.length >> 8, ~block.length & 0xff, (~block.length >> 8) & 0xff]);
    yield block;
  }
  yield uint32(adler32(content));
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  // So many additions fit before the sums must be reduced.
  for (let start = 0; start < bytes.length; start += 3800) {
    for (const byte of bytes.subarray(start, start + 3800)) {
      a += byte;
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return b * 65_536 + a;
}

/** Version 2: counts by first byte, digests, checksums, offsets. */
function indexOf(places: readonly Place[], packDigest: Buffer): Buffer {
  const counts = new Array<number>(256).fill(0);
  for (const { id } of places) {
    for (let byte = Number.parseInt(id.slice(0, 2), 16); byte < 256; byte++) counts[byte] = (counts[byte] ?? 0) + 1;
  }
  const large = places.filter(({ offset }) => offset >= 0x80000000);
  const parts = [
    Buffer.from([0xff, 0x74, 0x4f, 0x63]),
    uint32(2),
    ...counts.map(uint32),
    ...places.map(({ id }) => Buffer.from(id, "hex")),
    ...places.map(({ crc }) => uint32(crc)),
    ...places.map((place) => uint32(place.offset < 0x80000000 ? place.offset : 0x80000000 + large.indexOf(place))),
    ...large.map(({ offset }) => Buffer.concat([uint32(Math.floor(offset / 2 ** 32)), uint32(offset % 2 ** 32)])),
    packDigest,
  ];
  const body = Buffer.concat(parts);
  return Buffer.concat([body, createHash("sha1").update(body).digest()]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** A file that ends with the digest of what was written to it. */
class HashedFile {
  readonly #descriptor: number;
  readonly #hash: Hash = createHash("sha1");
  length = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, "w");
  }

  write(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#append(bytes);
  }

  end(): Buffer {
    const digest = this.#hash.digest();
    this.#append(digest);
    closeSync(this.#descriptor);
    return digest;
  }

  #append(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
    this.length += bytes.length;
  }
}
