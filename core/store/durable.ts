// Makes what was written survive a power loss: files and directories one by one, or a whole file system at once.
//
// Knows paths, not what lies there. The asynchronous calls leave this thread free while the disk works, so that builders
// overlap.

import { spawn } from "node:child_process";
import { closeSync, fsync, fsyncSync, openSync } from "node:fs";
import { hasCode } from "./failures.ts";

/** Above so many paths one sync of the file system is faster than one for each; measured on ext4, 3 ms against 4. */
const FEW = 48;

/** Syncs a file or directory. */
export async function syncPath(path: string): Promise<void> {
  const descriptor = openSync(path, "r");
  try {
    await syncDescriptor(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function syncPathNow(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncDescriptor(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(descriptor, (error) => (error ? reject(error) : resolve())));
}

/** Syncs files and directories below `root`, all of which are named in `paths`. */
export async function syncAll(root: string, paths: readonly string[]): Promise<void> {
  if (paths.length > FEW && (await syncFileSystem(root))) return;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) await syncPath(path);
  };
  // As many as Node has threads for the file system: their commits join.
  await Promise.all([worker(), worker(), worker(), worker()]);
}

/** sync(1) of the file system that a path lies on. False where there is no such program. */
function syncFileSystem(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn("sync", ["-f", path], { stdio: "ignore", detached: true });
    child.on("error", (error) => (hasCode(error, "ENOENT") ? resolve(false) : reject(error)));
    // It says of an error only that there was one: then each path is asked, and the one at fault says which.
    child.on("close", (code) => resolve(code === 0));
  });
}

/**
 * Directories in which something was renamed into place and that are not durable yet. Every record is published behind this
 * barrier, so that none names what a power loss would take back (invariant 4).
 */
export class Barrier {
  readonly #dirty = new Set<string>();
  readonly #syncing = new Map<Promise<void>, readonly string[]>();

  /** Something was renamed into this directory, by this process or by one that may not have synced it yet. */
  mark(directory: string): void {
    this.#dirty.add(directory);
  }

  /** Resolves when everything marked until now is durable. */
  async pass(): Promise<void> {
    const directories = [...this.#dirty];
    this.#dirty.clear();
    if (directories.length > 0) {
      const mine = Promise.all(directories.map(syncPath)).then(() => undefined);
      this.#syncing.set(mine, directories);
      const settle = (failed: boolean) => (): void => {
        this.#syncing.delete(mine);
        if (failed) for (const directory of directories) this.#dirty.add(directory);
      };
      mine.then(settle(false), settle(true));
    }
    await Promise.all(this.#syncing.keys());
  }

  /** The same at once. */
  passNow(): void {
    const directories = new Set([...this.#dirty, ...[...this.#syncing.values()].flat()]);
    for (const directory of directories) syncPathNow(directory);
    this.#dirty.clear();
  }
}
