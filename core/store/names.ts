// Names in directories and targets of links, as text: file names are bytes, and trees take only those that are UTF-8.

import { isUtf8 } from "node:buffer";
import { readdirSync, readlinkSync } from "node:fs";
import { ForgeError } from "../model/errors.ts";

/** Names in a directory below `root`, sorted. Throws FORGE2007. */
export function namesIn(root: string, directory: string): readonly string[] {
  const names = readdirSync(`${root}${directory}/`, { encoding: "buffer" });
  return names.map((name) => textOf(name, directory)).sort();
}

/** Where a link leads. Throws FORGE2007. */
export function targetOf(root: string, path: string): string {
  const target = readlinkSync(`${root}${path}`, { encoding: "buffer" });
  if (!isUtf8(target)) throw notUtf8(`the target of the link ${path}`, target);
  return target.toString("utf8");
}

function textOf(name: Buffer, directory: string): string {
  if (!isUtf8(name)) throw notUtf8(`a name in ${directory === "" ? "/" : directory}`, name);
  return name.toString("utf8");
}

function notUtf8(what: string, bytes: Buffer): ForgeError {
  const shown = [...bytes]
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`))
    .join("");
  return new ForgeError({ code: "FORGE2007", message: `${what} is not UTF-8: ${shown}`, help: "rename it, or drop it" });
}
