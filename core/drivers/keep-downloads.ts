// Puts what a child downloaded into the store, under the digest that it is found to have here.
//
// What the child says of a file is where to look, not what is there: a link, a file of somebody else's, or one that changed
// since is passed over.

import { constants, copyFileSync, linkSync, lstatSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { DriverMessage, DriverTask } from "../model/drivers.ts";
import { isForgeError } from "../model/errors.ts";

/** The store's downloads. */
export interface Downloads {
  path(sha256: string): string | undefined;
  adopt(file: string, sha256: string): Promise<void>;
}

export type Downloaded = Omit<Extract<DriverMessage, { type: "downloaded" }>, "type">;

/** Keeps the files of one operation, before its directories are dropped or become trees. */
export async function keepDownloads(downloads: Downloads, task: DriverTask, files: readonly Downloaded[]): Promise<void> {
  // A file that becomes part of a tree must not share its inode.
  const isTree = task.operation === "fetch" && !task.driver.operations.includes("stage");
  const pending = [...files.entries()];
  const worker = async (): Promise<void> => {
    for (let next = pending.pop(); next; next = pending.pop()) {
      const [index, { path, sha256 }] = next;
      if (!isOwnFile(path, task) || downloads.path(sha256) !== undefined) continue;
      const copy = join(task.scratch, `.download-${index}`);
      if (isTree) copyFileSync(path, copy, constants.COPYFILE_FICLONE);
      else link(path, copy);
      await adopt(downloads, copy, sha256);
    }
  };
  // They wait for the disk, not for one another.
  await Promise.all([worker(), worker(), worker(), worker()]);
}

/** Whether a path is a plain file in the directories of the operation, and no link to anything else. */
function isOwnFile(path: string, { directory, scratch }: DriverTask): boolean {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const real = realpathSync(path);
  return [directory, scratch].some((own) => real.startsWith(`${realpathSync(own)}/`));
}

function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another file system, or one without hard links.
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  }
}

/** Keeps the file, unless the driver made something else of it. */
async function adopt(downloads: Downloads, file: string, sha256: string): Promise<void> {
  try {
    await downloads.adopt(file, sha256);
  } catch (error) {
    if (!isForgeError(error) || error.code !== "FORGE2005") throw error;
  }
}
