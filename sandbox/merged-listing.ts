// Lists what an overlaid root shows after a run: the lowers and the upper layer as the kernel merges them.
//
// The upper layer is mounted once more, read-only and on top of the lowers, in a namespace of find(1)'s own. Only the kernel
// can tell a replaced directory from one that was added to; nothing here interprets an upper directory.

import { isUtf8 } from "node:buffer";
import { spawn } from "node:child_process";
import { ForgeError } from "../core/model/errors.ts";
import type { MergedEntry } from "../core/model/sandbox.ts";
import type { Mode } from "./bwrap-args.ts";
import { hostEnvironment } from "./host-environment.ts";
import { namespaceWords } from "./launch.ts";
import { type OverlayPlace, readOnlyOptions } from "./overlay.ts";

export interface ListingRequest {
  readonly place: OverlayPlace;
  /** Bottom first, relative to the store. Empty: the upper directory is all there is. */
  readonly lowers: readonly string[];
  /** Absolute. */
  readonly upper: string;
  /** Where the overlay may be mounted, relative to the store. */
  readonly mountPoint: string;
  readonly mode: Mode;
}

/** Every entry below the root, parents first. Throws FORGE2007 for a name that is not UTF-8, FORGE4004 when it cannot list. */
export async function listMergedRoot(request: ListingRequest): Promise<readonly MergedEntry[]> {
  const { lowers, upper, mountPoint, place, mode } = request;
  const find = 'cd "$1" && exec find . -mindepth 1 -printf "%y %m %s %n %p\\\\0%l\\\\0"';
  const words =
    lowers.length === 0
      ? ["sh", "-c", find, "sh", upper]
      : [
          ...namespaceWords(mode),
          "sh",
          "-c",
          `mount -i -t overlay -o "$2" forge "$1" && ${find}`,
          "sh",
          mountPoint,
          readOnlyOptions(lowers, upper, place),
        ];
  return parseListing(await output(words, place.storeRoot));
}

async function output([program = "", ...words]: readonly string[], cwd: string): Promise<Buffer> {
  const child = spawn(program, words, { cwd, stdio: ["ignore", "pipe", "pipe"], env: hostEnvironment(), detached: true });
  const out: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on("data", (bytes: Buffer) => out.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => complaints.push(bytes));
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code === 0) return Buffer.concat(out);
  const detail = Buffer.concat(complaints).toString().trim().split("\n");
  throw new ForgeError({ code: "FORGE4004", message: "the root of the sandbox cannot be listed", detail, help: "run `forge doctor`" });
}

/** Pairs of NUL-terminated texts: "type mode size links ./path", and a link's target. Exported for its test. */
export function parseListing(bytes: Buffer): readonly MergedEntry[] {
  if (!isUtf8(bytes)) throw notUtf8(bytes);
  const fields = bytes.toString().split("\0");
  const entries: MergedEntry[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) entries.push(parseEntry(fields[index] ?? "", fields[index + 1] ?? ""));
  return entries;
}

const TYPES: { readonly [letter: string]: MergedEntry["type"] } = { f: "file", d: "directory", l: "symlink" };

function parseEntry(text: string, target: string): MergedEntry {
  const match = /^(\S) ([0-7]+) (\d+) (\d+) \.(\/[\s\S]*)$/.exec(text);
  if (!match) throw new Error(`internal: find printed ${JSON.stringify(text)}`);
  const [, letter = "", mode = "", size, links, path = ""] = match;
  const type = TYPES[letter] ?? "other";
  const entry = { path, type, mode: Number.parseInt(mode, 8), size: Number(size), links: Number(links) };
  return type === "symlink" ? { ...entry, target } : entry;
}

function notUtf8(bytes: Buffer): ForgeError {
  let start = 0;
  for (let end = bytes.indexOf(0); end !== -1; start = end + 1, end = bytes.indexOf(0, start)) {
    if (!isUtf8(bytes.subarray(start, end))) break;
  }
  const field = bytes.subarray(start, bytes.indexOf(0, start));
  const name = escapeBytes(field).replace(/^\S \d+ \d+ \d+ \./, "");
  return new ForgeError({
    code: "FORGE2007",
    message: `a command made a file whose name or target is not UTF-8: ${name}`,
    help: "rename or remove it in the command that makes it",
  });
}

function escapeBytes(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`))
    .join("");
}
