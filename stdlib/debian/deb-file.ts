// Reads a .deb: an `ar` archive that holds a tar archive of files beside one of scripts and a version number.

import { closeSync, openSync, readSync, writeSync } from "node:fs";

/** Copies the tar archive of files, compressed as it is, out of a package. Throws Error, with what is wrong, for what is no package. */
export function extractData(deb: string, to: string): void {
  const input = openSync(deb, "r");
  try {
    const { offset, size } = findData(input);
    const output = openSync(to, "wx");
    try {
      copy({ input, output, offset, size });
    } finally {
      closeSync(output);
    }
  } finally {
    closeSync(input);
  }
}

const MAGIC = "!<arch>\n";
const HEADER = 60;

interface Extent {
  readonly offset: number;
  readonly size: number;
}

function findData(input: number): Extent {
  if (readText(input, 0, MAGIC.length) !== MAGIC) throw new Error("it is not a Debian package");
  for (let at = MAGIC.length; ; ) {
    const header = readText(input, at, HEADER);
    if (header.length < HEADER) throw new Error("it holds no data.tar");
    const size = Number(header.slice(48, 58).trim());
    if (!header.endsWith("`\n") || !Number.isSafeInteger(size) || size < 0) throw new Error("it is damaged");
    const name = header.slice(0, 16).trim().replace(/\/$/, "");
    if (/^data\.tar(\.\w+)?$/.test(name)) return { offset: at + HEADER, size };
    // Members begin at even positions.
    at += HEADER + size + (size % 2);
  }
}

function readText(input: number, position: number, length: number): string {
  const buffer = Buffer.alloc(length);
  return buffer.toString("latin1", 0, readSync(input, buffer, 0, length, position));
}

function copy({ input, output, offset, size }: Extent & { readonly input: number; readonly output: number }): void {
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (let done = 0; done < size; ) {
    const length = readSync(input, buffer, 0, Math.min(buffer.length, size - done), offset + done);
    if (length === 0) throw new Error("it is cut short");
    for (let written = 0; written < length; ) written += writeSync(output, buffer, written, length - written);
    done += length;
  }
}
