// The empty directories and files that bubblewrap makes where it needs a mount point and there is none.
//
// They are nobody's files: found before a run as what is missing, removed after it unless something lies in them. Never
// follows a symbolic link of the root, which may lead out of it.

import { lstatSync } from "node:fs";
import { rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";

/** Places and their parents that do not exist below a root, deepest last. */
export function missingPlaces(root: string, places: readonly string[]): readonly string[] {
  const missing = new Set<string>();
  for (const place of places) {
    let path = "";
    for (const name of place.split("/").filter((part) => part !== "")) {
      path += `/${name}`;
      if (missing.has(path)) continue;
      const status = lstatSync(join(root, path), { throwIfNoEntry: false });
      if (status === undefined) missing.add(path);
      else if (!status.isDirectory()) break;
    }
  }
  return [...missing];
}

/** Removes those of them that exist now and are empty. Leaves the thread free: the journal of a busy disk may take its time. */
export async function removeStubs(root: string, missing: readonly string[]): Promise<void> {
  for (const path of missing.toReversed()) {
    if (!isInside(root, path)) continue;
    try {
      await removeEmpty(join(root, path));
    } catch {
      // Never made, or in use by the build after all: then it is the build's.
    }
  }
}

async function removeEmpty(path: string): Promise<void> {
  const status = lstatSync(path);
  if (status.isFile() && status.size === 0) await unlink(path);
  else await rmdir(path);
}

/** Whether a path leads through directories only: a build may have put a link in the place of a parent. */
function isInside(root: string, path: string): boolean {
  const names = path.split("/").slice(1, -1);
  return names.every((_, index) => lstatSync(join(root, ...names.slice(0, index + 1)), { throwIfNoEntry: false })?.isDirectory() === true);
}
