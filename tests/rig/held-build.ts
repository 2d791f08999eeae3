// Builds that run until a test lets them end, and a look at their processes from outside.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "./project.ts";

/** A command that runs until the test lets it end; under timeout, so in a process group of its own. */
export const WAIT = "timeout 100 sh -c 'while [ ! -e /forge/scratch/go ]; do cat /dev/null; done'";

/** Lets all waiting commands of the builds that run now end. */
export function letEnd(project: Project): void {
  const jobs = join(project.store, "jobs");
  for (const session of readdirSync(jobs))
    for (const job of readdirSync(join(jobs, session)).filter((name) => name.endsWith("-build")))
      writeFileSync(join(jobs, session, job, "scratch/go"), "");
}

/** Distinct states of the processes of waiting commands. */
export function states(project: Project): string {
  const found = readdirSync("/proc").flatMap((pid) => {
    try {
      const { mounts, words, stat } = Object.fromEntries(
        Object.entries({ mounts: "mountinfo", words: "cmdline", stat: "stat" }).map(([name, file]) => [
          name,
          readFileSync(`/proc/${pid}/${file}`, "latin1"),
        ]),
      );
      const isOurs = mounts?.includes(`${project.store}/`) || mounts?.includes(project.store.slice(1));
      return isOurs && words?.includes("/forge/scratch/go") && !words.startsWith("bwrap")
        ? [stat?.slice(stat.lastIndexOf(")") + 2)[0] ?? ""]
        : [];
    } catch {
      return [];
    }
  });
  return [...new Set(found)].join("");
}

/** The process of forge that works on a project. */
export function forgeOf(project: Project): number {
  const found = readdirSync("/proc").find((name) => /^\d+$/.test(name) && isForge(name, project));
  if (found === undefined) throw new Error("no forge runs");
  return Number(found);
}

function isForge(pid: string, project: Project): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
    return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("bin/forge.js") && environment.includes(project.root);
  } catch {
    return false;
  }
}
