// Contents of binary files as git's patches carry them: base85, deflated, whole or as a delta of the old contents.

import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { type BinaryChange, PatchError } from "./model.ts";

/** The file's new contents. Throws PatchError. */
export function applyBinary(change: BinaryChange, old: Buffer): Buffer {
  if (change.from !== undefined && blobDigest(old) !== change.from)
    throw new PatchError(change.line, "the binary file is not the one that was changed", {
      help: "make the patch again from what it is applied to",
    });
  const data = inflated(change);
  return change.type === "literal" ? data : applyDelta(change, data, old);
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

function blobDigest(content: Buffer): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

function inflated({ line, lines, size }: BinaryChange): Buffer {
  try {
    const data = inflateSync(Buffer.concat(lines.map(decodeLine)), { maxOutputLength: size + 1 });
    if (data.length === size) return data;
  } catch {
    // Said below.
  }
  throw damaged(line);
}

/** A letter for the number of bytes, then five digits for each four of them. */
function decodeLine(line: string): Buffer {
  const code = line.charCodeAt(0);
  const length = code <= 90 ? code - 64 : code - 70;
  const bytes = Buffer.alloc(Math.ceil((line.length - 1) / 5) * 4);
  for (let at = 1, to = 0; at < line.length; at += 5, to += 4) {
    let value = 0;
    for (let digit = at; digit < at + 5; digit++) {
      const worth = DIGITS.indexOf(line[digit] ?? " ");
      if (worth < 0) throw new RangeError("no digit");
      value = value * 85 + worth;
    }
    bytes.writeUInt32BE(value, to);
  }
  return bytes.subarray(0, length);
}

/** Two lengths; then pieces of the old contents and new bytes, in turn. */
function applyDelta({ line }: BinaryChange, delta: Buffer, old: Buffer): Buffer {
  let at = 0;
  const byte = (): number => {
    const value = delta[at++];
    if (value === undefined) throw damaged(line);
    return value;
  };
  const number = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const next = byte();
      value += (next & 0x7f) * factor;
      if (next < 0x80) return value;
    }
  };
  const bits = (flags: number, count: number): number => {
    let value = 0;
    for (let index = 0; index < count; index++) if (flags & (1 << index)) value += byte() * 2 ** (8 * index);
    return value;
  };
  if (number() !== old.length)
    throw new PatchError(line, "the binary file is not the one that was changed", {
      help: "make the patch again from what it is applied to",
    });
  const size = number();
  const pieces: Buffer[] = [];
  while (at < delta.length) {
    const command = byte();
    if (command >= 0x80) {
      const from = bits(command, 4);
      const length = bits(command >> 4, 3) || 0x10000;
      if (from + length > old.length) throw damaged(line);
      pieces.push(old.subarray(from, from + length));
    } else {
      if (command === 0 || at + command > delta.length) throw damaged(line);
      pieces.push(delta.subarray(at, at + command));
      at += command;
    }
  }
  const content = Buffer.concat(pieces);
  if (content.length !== size) throw damaged(line);
  return content;
}

function damaged(line: number): PatchError {
  return new PatchError(line, "its binary contents are damaged", {
    malformed: true,
    help: "make the patch again: lines were lost or changed in it",
  });
}
