// Removes a job directory, whatever a build left in it: directories without permissions, names that are not UTF-8, paths
// longer than the system's limit.
//
// Everything in it belongs to this user (a sandbox knows no other), so changing modes is enough and no namespace is needed.
// A few entries are removed here; what is larger or stranger is left to rm(1).

import { spawn } from "node:child_process";
import { chmodSync, type Dirent, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { ForgeError } from "../core/model/errors.ts";
import { hostEnvironment } from "./host-environment.ts";

/** Removes a directory tree. It need not exist. Throws FORGE4004 when something cannot be removed. */
export async function removeTree(directory: string): Promise<void> {
  const budget = { entries: AT_ONCE };
  try {
    if (await removeSmall(directory, budget)) return;
  } catch (error) {
    if (isErrno(error) && error.code === "ENOENT" && error.path === directory) return;
  }
  await removeByProgram(directory);
}

/** Entries that are removed by this process. */
const AT_ONCE = 200;

/** Removes depth first, leaving this thread free: a removal waits for the disk's journal. False when there is too much. */
async function removeSmall(directory: string, budget: { entries: number }): Promise<boolean> {
  for (const entry of list(directory)) {
    if (budget.entries-- <= 0) return false;
    const path = join(directory, entry.name);
    if (!entry.isDirectory()) await unlink(path);
    else if (!(await removeSmall(path, budget))) return false;
  }
  await rmdir(directory);
  return true;
}

/** Removes a directory tree that is known to be small, at once. */
export function removeTreeNow(directory: string): void {
  for (const entry of list(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) removeTreeNow(path);
    else unlinkSync(path);
  }
  rmdirSync(directory);
}

/** Lists a directory that is about to be removed, after giving it the modes for that if it lacks them. */
function list(directory: string): readonly Dirent[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    if (entries.length > 0) chmodSync(directory, 0o700);
    return entries;
  } catch (error) {
    if (!isErrno(error) || error.code !== "EACCES") throw error;
    chmodSync(directory, 0o700);
    return readdirSync(directory, { withFileTypes: true });
  }
}

async function removeByProgram(directory: string): Promise<void> {
  const script = 'rm -rf -- "$1" 2>/dev/null || { chmod -R u+rwx -- "$1" 2>/dev/null; rm -rf -- "$1"; }';
  const child = spawn("sh", ["-c", script, "sh", directory], {
    stdio: ["ignore", "ignore", "pipe"],
    env: hostEnvironment(),
    detached: true,
  });
  const complaints: Buffer[] = [];
  child.stderr.on("data", (bytes: Buffer) => complaints.push(bytes));
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code === 0) return;
  throw new ForgeError({
    code: "FORGE4004",
    message: `${directory} cannot be removed`,
    detail: Buffer.concat(complaints).toString().trim().split("\n"),
    help: "remove it by hand",
  });
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error;
}
