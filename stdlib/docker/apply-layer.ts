// Lays one layer of an image over those below it: what it has replaces what is there, and its whiteouts take away.
//
// A directory over a directory is both; everything else replaces. A link of a lower layer is never followed.

import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";

/** Moves the files of a layer that was unpacked at `layer` into `root`. */
export function applyLayer(layer: string, root: string): void {
  const names = readdirSync(layer);
  // Whiteouts are about what lies below, wherever in the layer they stand.
  if (names.includes(OPAQUE)) for (const name of readdirSync(root)) remove(join(root, name));
  for (const name of names) if (name.startsWith(WHITEOUT) && name !== OPAQUE) remove(join(root, whitedOut(name)));
  for (const name of names) {
    if (name.startsWith(WHITEOUT)) continue;
    const [from, to] = [join(layer, name), join(root, name)];
    if (!isDirectory(from)) {
      remove(to);
      renameSync(from, to);
      continue;
    }
    if (!isDirectory(to)) {
      remove(to);
      mkdirSync(to);
    }
    applyLayer(from, to);
  }
}

/** Nothing that leads out: `.wh...` would name the directory above. */
function whitedOut(name: string): string {
  const plain = name.slice(WHITEOUT.length);
  return plain === "." || plain === ".." || plain === "" ? name : plain;
}

function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
