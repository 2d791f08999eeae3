// From an archive's file to its plain bytes: what it is compressed with is told by its first bytes, never by its name.
//
// gzip is Node's own; the others are programs of the host, which are several times faster than any JavaScript.

import { spawn } from "node:child_process";
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { unacceptable } from "./member.ts";
import { notInstalled } from "./run.ts";

export type Packing = "zip" | "gzip" | "xz" | "zstd" | "bzip2" | "lzip" | "plain";

const MAGIC: readonly (readonly [packing: Packing, ...beginnings: readonly string[]])[] = [
  ["zip", "504b0304", "504b0506"],
  ["gzip", "1f8b"],
  ["xz", "fd377a585a00"],
  ["zstd", "28b52ffd"],
  ["bzip2", "425a68"],
  ["lzip", "4c5a4950"],
];

/** The first bytes of a file, and what they say. */
export function packingOf(file: string): { readonly packing: Packing; readonly head: Buffer } {
  const buffer = Buffer.alloc(512);
  const descriptor = openSync(file, "r");
  try {
    const head = buffer.subarray(0, readSync(descriptor, buffer));
    const hex = head.subarray(0, 8).toString("hex");
    return { head, packing: MAGIC.find(([, ...beginnings]) => beginnings.some((beginning) => hex.startsWith(beginning)))?.[0] ?? "plain" };
  } finally {
    closeSync(descriptor);
  }
}

/** The plain bytes of a file. Damage is FORGE2006 of `archive`. */
export async function* plainBytes(archive: string, file: string, packing: Exclude<Packing, "zip">): AsyncGenerator<Uint8Array, void> {
  if (packing === "plain") yield* createReadStream(file, { highWaterMark: CHUNK });
  else if (packing === "gzip") yield* gunzipped(archive, file);
  else yield* byProgram(archive, file, packing);
}

const CHUNK = 1 << 18;

async function* gunzipped(archive: string, file: string): AsyncGenerator<Uint8Array, void> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  // The error comes out of the last of them.
  pipeline(createReadStream(file, { highWaterMark: CHUNK }), gunzip, () => undefined);
  try {
    yield* gunzip;
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))
      throw unacceptable(archive, `it is damaged: ${error.message}`);
    throw error;
  }
}

async function* byProgram(archive: string, file: string, program: string): AsyncGenerator<Uint8Array, void> {
  const descriptor = openSync(file, "r");
  const child = spawn(program, ["-dc"], { stdio: [descriptor, "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", (error) => reject("code" in error && error.code === "ENOENT" ? notInstalled(program) : error));
    child.on("close", resolve);
  });
  // Awaited below; a reader that leaves early must not find it unhandled.
  ended.catch(() => undefined);
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(0, 2000);
  });
  try {
    if (child.stdout) yield* child.stdout;
    const code = await ended;
    if (code !== 0)
      throw unacceptable(archive, `it is damaged: ${said.trim().split("\n")[0] || `${program} ended with exit code ${code}`}`);
  } finally {
    child.kill("SIGKILL");
    closeSync(descriptor);
  }
}
