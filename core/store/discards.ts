// Removes job directories behind the back of those that work: out of the way at once, gone when the disk has time.
//
// Removing a directory waits for the file system's journal, which other builders keep busy: done in line it blocked this thread
// for up to a third of a build of many small elements. What is left when the store is closed is removed then.

import { spawn } from "node:child_process";
import type { Dirent } from "node:fs";
import { chmod, readdir, rmdir, unlink } from "node:fs/promises";
import { hasCode } from "./failures.ts";
import { moveAway, removeAll } from "./remove.ts";

export class Discards {
  readonly #temporary: () => string;
  readonly #waiting: string[] = [];
  #active: string | undefined;

  /** `temporary` gives new names in a directory that is removed when its process has ended. */
  constructor(temporary: () => string) {
    this.#temporary = temporary;
  }

  /** Takes a directory away. It need not exist. */
  add(directory: string): void {
    const away = this.#temporary();
    if (!moveAway(directory, away)) return;
    this.#waiting.push(away);
    if (this.#active === undefined) void this.#work();
  }

  /** Removes at once what is left. */
  close(): void {
    for (const path of this.#waiting.splice(0)) removeAll(path);
    if (this.#active !== undefined) removeAll(this.#active);
  }

  async #work(): Promise<void> {
    for (this.#active = this.#waiting.shift(); this.#active !== undefined; this.#active = this.#waiting.shift()) {
      try {
        const path = Buffer.from(this.#active);
        if (!(await removeSmall(path, { entries: SMALL }))) await removeByProgram(path);
      } catch {
        // Removed by `close` meanwhile; or what it is, the next one to open the store will find it, and say so.
      }
    }
  }
}

/** Entries above which a program is quicker. */
const SMALL = 500;
const SLASH = Buffer.from("/");

/** Removes depth first; false when there is too much to remove. */
async function removeSmall(directory: Buffer, budget: { entries: number }): Promise<boolean> {
  for (const entry of await list(directory)) {
    if (budget.entries-- <= 0) return false;
    const path = Buffer.concat([directory, SLASH, entry.name]);
    if (!entry.isDirectory()) await unlink(path);
    else if (!(await removeSmall(path, budget))) return false;
  }
  await rmdir(directory);
  return true;
}

async function list(directory: Buffer): Promise<readonly Dirent<Buffer>[]> {
  const read = async () => (await readdir(directory, { withFileTypes: true, encoding: "buffer" })) as unknown as readonly Dirent<Buffer>[];
  try {
    const entries = await read();
    // It may be readable and yet not let its entries be removed.
    if (entries.length > 0) await chmod(directory, 0o700);
    return entries;
  } catch (error) {
    if (!hasCode(error, "EACCES")) throw error;
    await chmod(directory, 0o700);
    return read();
  }
}

async function removeByProgram(directory: Buffer): Promise<void> {
  const script = 'rm -rf -- "$1" 2>/dev/null || { chmod -R u+rwx -- "$1"; rm -rf -- "$1"; } 2>/dev/null';
  const child = spawn("sh", ["-c", script, "sh", directory.toString()], { stdio: "ignore", detached: true });
  await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
}
