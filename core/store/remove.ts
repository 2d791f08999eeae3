// Removes directories of the store, whatever a build left in them: modes without permissions, names that are not UTF-8,
// paths longer than the system's limit.
//
// First out of the way by one rename, so that nobody meets half of them, then for good.

import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, unlinkSync } from "node:fs";
import { dirname } from "node:path";
import { hasCode, isMissing } from "./failures.ts";

/** Moves a path to a new name. False when it is not there, or somebody else was faster. */
export function moveAway(path: string, to: string): boolean {
  mkdirSync(dirname(to), { recursive: true });
  try {
    renameSync(path, to);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Removes a file or a directory with all that is in it. It need not exist, and others may be removing it as well. */
export function removeAll(path: string): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return;
  try {
    if (status.isDirectory()) removeDirectory(Buffer.from(path));
    else unlessMissing(() => unlinkSync(path));
  } catch (error) {
    if (hasCode(error, "EROFS") || spawnSync("rm", ["-rf", "--", path], { stdio: "ignore" }).status !== 0) throw error;
  }
}

function removeDirectory(directory: Buffer): void {
  unlessMissing(() => {
    for (const entry of list(directory)) {
      const path = Buffer.concat([directory, SLASH, entry.name]);
      if (entry.isDirectory()) removeDirectory(path);
      else unlessMissing(() => unlinkSync(path));
    }
    rmdirSync(directory);
  });
}

function unlessMissing(remove: () => void): void {
  try {
    remove();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

const SLASH = Buffer.from("/");

function list(directory: Buffer) {
  const read = () => readdirSync(directory, { withFileTypes: true, encoding: "buffer" });
  try {
    const entries = read();
    if (entries.length > 0) chmodSync(directory, 0o700);
    return entries;
  } catch (error) {
    if (!hasCode(error, "EACCES")) throw error;
    chmodSync(directory, 0o700);
    return read();
  }
}
