// Kills builds at random moments and looks at what is left: the store must need no repair, and no process may survive.

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Project } from "./project.ts";

/** Starts a build, ends it by SIGKILL after `milliseconds`, and checks that nobody is left; after the next start, nothing. */
export async function killBuild(project: Project, args: readonly string[], milliseconds: number): Promise<void> {
  await project.forge(["build", "--json", ...args], { signal: AbortSignal.timeout(milliseconds) });
  await expect.poll(() => survivors(project.store), { timeout: 5000, interval: 20 }).toEqual([]);
  // Whatever starts next sweeps; this one also looks whether the store is sound.
  const checked = await project.forge(["fsck"]);
  expect(checked.exitCode, `killed after ${milliseconds} ms: ${checked.stdout}${checked.stderr}`).toBe(0);
  await leavesNothing(project);
}

/** Command lines of processes that name the store or stand in it. */
export function survivors(store: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? "";
      const directory = attempt(() => readlinkSync(`/proc/${pid}/cwd`)) ?? "";
      return command.includes(store) || directory.startsWith(store) ? [command.replaceAll("\0", " ")] : [];
    });
}

/** Checks that forge left no process, mount, lock or temporary file of a project's store. */
export async function leavesNothing(project: Pick<Project, "store">): Promise<void> {
  await expect.poll(() => survivors(project.store), { timeout: 5_000, interval: 20 }).toEqual([]);
  expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(project.store);
  const left = (): readonly string[] => ["jobs", "trash", "sessions"].flatMap((place) => readdirSync(join(project.store, place)));
  await expect.poll(left, { timeout: 5_000, interval: 20 }).toEqual([]);
}

/** Moments in [0, limit), the same for the same seed. */
export function moments(count: number, limit: number, seed: number): readonly number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  });
}

/** Processes end while they are looked at. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
