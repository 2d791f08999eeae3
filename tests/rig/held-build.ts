// Builds that run until a test lets them end, and a look at their processes from outside.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "./project.ts";

/** Occurs in no other process. */
const mark = `9${process.pid}`;

/** A command that runs until the test lets it end; under timeout, so in a process group of its own. */
export const WAIT = `timeout ${mark} sh -c 'while [ ! -e /forge/scratch/go ]; do cat /dev/null; done; : ${mark}'`;

/** Lets all waiting commands of the builds that run now end. */
export function letEnd(project: Project): void {
  const jobs = join(project.store, "jobs");
  for (const session of readdirSync(jobs))
    for (const job of readdirSync(join(jobs, session)).filter((name) => name.endsWith("-build")))
      writeFileSync(join(jobs, session, job, "scratch/go"), "");
}

/** Distinct states of the processes of waiting commands. bubblewrap, which has them among its words, waits outside. */
export function states(): string {
  const found = readdirSync("/proc").flatMap((pid) => {
    const words = attempt(`/proc/${pid}/cmdline`);
    if (!words.includes(mark) || words.startsWith("bwrap")) return [];
    return [stateOf(pid)];
  });
  return [...new Set(found)].join("");
}

/** The process of forge that works on a project. */
export function forgeOf(project: Project): number {
  const found = readdirSync("/proc").find((name) => /^\d+$/.test(name) && isForge(name, project));
  if (found === undefined) throw new Error("no forge runs");
  return Number(found);
}

/** Every process below another, but for bubblewrap itself, which waits outside of what it has started. */
export function below(pid: number): readonly number[] {
  const children = list(`/proc/${pid}/task`).flatMap((thread) => attempt(`/proc/${pid}/task/${thread}/children`).split(" "));
  return children
    .filter((text) => text !== "")
    .flatMap((child) => [...(attempt(`/proc/${child}/comm`) === "bwrap\n" ? [] : [Number(child)]), ...below(Number(child))]);
}

/** One letter, as proc(5) has them; none for a process that is gone. */
export function stateOf(pid: number | string): string {
  const stat = attempt(`/proc/${pid}/stat`);
  return stat.charAt(stat.lastIndexOf(")") + 2);
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function isForge(pid: string, project: Project): boolean {
  return attempt(`/proc/${pid}/cmdline`).includes("bin/forge.js") && attempt(`/proc/${pid}/environ`).includes(project.root);
}

/** Processes end while they are looked at. */
function attempt(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
