// Stops every process below some others, whatever group or session it is in, and lets them go on.
//
// Process groups are no use for that: a program under `timeout` is in one of its own. A process that forks while it is being
// stopped leaves a child behind, so the tree is walked until a walk finds nothing new and nothing that moves.

import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds between two walks. */
const WALK = 2;
/** Milliseconds after which what still waits for a disk is left to stop when it comes back. */
const PATIENCE = 1_000;

/** Stops everything below `roots`, parents first. Resolves, when nothing of it runs, to the processes to be continued. */
export async function stopBelow(roots: readonly number[]): Promise<readonly number[]> {
  const stopped: number[] = [];
  const known = new Set<number>();
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    let isStill = true;
    for (const pid of below(roots)) {
      if (!known.has(pid)) {
        known.add(pid);
        // What a build has stopped by itself stays so afterwards.
        if (STILL.has(stateOf(pid))) continue;
        if (send(pid, "SIGSTOP")) stopped.push(pid);
        isStill = false;
      } else if (!isAtRest(pid)) isStill = false;
    }
    if (isStill || performance.now() > deadline) return stopped;
    await pause(WALK);
  }
}

/** Lets them go on, children first: a parent that looks at once finds none of them stopped. */
export function continueAll(stopped: readonly number[]): void {
  for (const pid of stopped.toReversed()) send(pid, "SIGCONT");
}

/** Stopped, or waiting for a child that is: shells fork by vfork(2), and wait uninterruptibly until the child runs its program. */
function isAtRest(pid: number): boolean {
  const state = stateOf(pid);
  return STILL.has(state) || (state === "D" && allChildrenOf(pid).some((child) => STOPPED.has(stateOf(child))));
}

/** Stopped, or stopped by a debugger. */
const STOPPED: ReadonlySet<string> = new Set(["T", "t"]);

/** Stopped, or dead. */
const STILL: ReadonlySet<string> = new Set([...STOPPED, "Z", "X"]);

function* below(roots: readonly number[]): Generator<number> {
  const pending = [...roots];
  for (let pid = pending.shift(); pid !== undefined; pid = pending.shift()) {
    const children = allChildrenOf(pid);
    yield* children;
    pending.push(...children);
  }
}

function allChildrenOf(pid: number): readonly number[] {
  return threadsOf(pid).flatMap((thread) => childrenOf(pid, thread));
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Children that a thread started. Those of a process that ended belong to the first of its namespace. */
export function childrenOf(pid: number, thread = String(pid)): readonly number[] {
  return read(`/proc/${pid}/task/${thread}/children`)
    .split(" ")
    .filter((text) => text !== "")
    .map(Number);
}

/** One letter, as proc(5) has them; "X" for one that is gone. */
function stateOf(pid: number): string {
  const text = read(`/proc/${pid}/stat`);
  return text.charAt(text.lastIndexOf(")") + 2) || "X";
}

function send(pid: number, signal: "SIGSTOP" | "SIGCONT"): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Text of a file of a process, or nothing where that has ended. */
export function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
