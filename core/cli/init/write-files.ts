// Writes the files of a new project, and nothing over anything: each is created where no file is, or not at all.
//
// Settings that are there are kept; where a file of the project itself is in the way, nothing is written.

import { lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ForgeError } from "../../model/errors.ts";

export interface NewFiles {
  /** What the project is. */
  readonly own: { readonly [path: string]: string };
  /** What tools are set to, which may be there. */
  readonly settings: { readonly [path: string]: string };
}

export interface WrittenFiles {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/** Paths are relative to `directory`, which is made where it is not there. Throws FORGE5006 with the files in the way. */
export function writeNewFiles(directory: string, { own, settings }: NewFiles): WrittenFiles {
  const inTheWay = Object.keys(own).filter((path) => exists(join(directory, path)));
  if (inTheWay.length > 0) {
    throw new ForgeError({
      code: "FORGE5006",
      message: `${inTheWay.length === 1 ? "a file is" : `${inTheWay.length} files are`} in the way, and forge init replaces nothing`,
      detail: inTheWay,
      help: "choose another directory: forge init DIRECTORY",
    });
  }
  const kept = Object.keys(settings).filter((path) => exists(join(directory, path)));
  const wanted = Object.entries({ ...settings, ...own }).filter(([path]) => !kept.includes(path));
  for (const [path, text] of wanted) create(directory, path, text);
  return { written: wanted.map(([path]) => path).sort(), kept: kept.sort() };
}

function create(directory: string, path: string, text: string): void {
  const file = join(directory, path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Fails where something has come into being meanwhile.
    writeFileSync(file, text, { flag: "wx", mode: text.startsWith("#!") ? 0o755 : 0o644 });
  } catch (error) {
    const { code, path: at = file } = error as NodeJS.ErrnoException;
    if (code === undefined || !["EEXIST", "ENOTDIR", "EACCES", "EPERM", "EROFS", "ENOSPC"].includes(code)) throw error;
    const isSpace = code === "ENOSPC";
    throw new ForgeError({
      code: isSpace ? "FORGE5001" : "FORGE5006",
      message: isSpace ? "the disk is full" : `${at} cannot be written: ${reasons[code] ?? code}`,
      help: isSpace ? "make room, and remove what was written of the project" : "choose another directory: forge init DIRECTORY",
    });
  }
}

const reasons: { readonly [code: string]: string } = {
  EEXIST: "a file is there",
  ENOTDIR: "a part of the path is a file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

/** A link counts, wherever it leads. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A file where a directory should be: writing says so.
    return false;
  }
}
