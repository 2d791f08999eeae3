// Jobs that stand still and go on: all their processes, whatever they are doing, and their time.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSuspension, type Suspension } from "../../../sandbox/suspension.ts";
import { createRig, isRunning, type Rig, waitFor } from "../rig.ts";
import type { Behaviour } from "./behaviour.ts";

let markers = 0;

/** A word that occurs in no other process. */
function uniqueMarker(): string {
  return `7${process.pid}${String(markers++).padStart(4, "0")}`;
}

/** Runs with a rig whose jobs can be suspended. */
async function suspendable(use: (rig: Rig, suspension: Suspension) => Promise<void>): Promise<void> {
  const suspension = createSuspension();
  const rig = createRig({ jobs: suspension });
  try {
    await use(rig, suspension);
  } finally {
    suspension.resume();
    await rig.dispose();
  }
}

export const suspensionBehaviours: readonly Behaviour[] = [
  {
    name: "stands still when it is suspended: in groups and sessions of their own, and while it forks",
    run: () =>
      suspendable(async (rig, suspension) => {
        const marker = uniqueMarker();
        const forking = `while [ ! -e /out/stop ]; do cat /dev/null; done; : ${marker}`;
        const commands = ["timeout 100 ", "setsid ", ""].map((before) => `${before}sh -c '${forking}' ${marker} &`);
        const jobDirectory = rig.job();
        const run = rig.run(`${commands.join("\n")}\necho up >/out/up\nwait\necho went on`, { jobDirectory });
        try {
          await waitFor(() => existsSync(join(jobDirectory, "out/up")) && statesOf(marker).length >= 3);
          const began = performance.now();
          await suspension.suspend();
          const milliseconds = performance.now() - began;
          const before = usedBy(process.pid);
          await new Promise((resolve) => setTimeout(resolve, 100));
          // "D" is a shell that forks: it cannot be stopped before its child, which is, runs its program.
          assert.deepEqual([...new Set(statesOf(marker).filter((state) => state !== "D"))], ["T"]);
          assert.deepEqual(usedBy(process.pid), before, "something used the processor");
          assert.ok(milliseconds < 1_000, `it took ${milliseconds} ms`);
          suspension.resume();
          await waitFor(() => statesOf(marker).includes("R") || statesOf(marker).includes("S"));
        } finally {
          writeFileSync(join(jobDirectory, "out/stop"), "");
        }
        assert.deepEqual((await run).log, "went on\n");
      }),
  },
  {
    name: "has its time limit stand still, too",
    run: () =>
      suspendable(async (rig, suspension) => {
        const marker = uniqueMarker();
        const run = rig.run(`: ${marker}; sleep 0.2; true`, { limits: { seconds: 1 } });
        await waitFor(() => isRunning(marker));
        await suspension.suspend();
        await new Promise((resolve) => setTimeout(resolve, 1_100));
        suspension.resume();
        assert.deepEqual((await run).report.outcome, { type: "succeeded" });
        const late = rig.run(`sleep 0${uniqueMarker()}`, { limits: { seconds: 0.3 } });
        await suspension.suspend();
        suspension.resume();
        assert.deepEqual((await late).report.outcome, { type: "stopped", reason: "timeout" });
      }),
  },
  {
    name: "leaves stopped what a build had stopped",
    run: () =>
      suspendable(async (rig, suspension) => {
        const marker = uniqueMarker();
        const jobDirectory = rig.job();
        const run = rig.run(`sleep ${marker} & kill -STOP $!; while [ ! -e /out/go ]; do cat /dev/null; done; kill -KILL $!`, {
          jobDirectory,
        });
        await waitFor(() => statesOf(marker).includes("T"));
        await suspension.suspend();
        suspension.resume();
        await suspension.suspend();
        suspension.resume();
        await waitFor(() => statesOf(marker).some((state) => state !== "T"));
        assert.equal(statesOf(marker).filter((state) => state === "T").length, 1);
        writeFileSync(join(jobDirectory, "out/go"), "");
        assert.deepEqual((await run).report.outcome, { type: "succeeded" });
      }),
  },
  {
    name: "begins nothing while it is suspended",
    run: () =>
      suspendable(async (rig, suspension) => {
        const marker = uniqueMarker();
        const early = rig.run(`echo ${marker}0`);
        await suspension.suspend();
        const late = rig.run(`echo ${marker}1`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        assert.equal(isRunning(`${marker}1`), false);
        suspension.resume();
        assert.equal((await early).log, `${marker}0\n`);
        assert.equal((await late).log, `${marker}1\n`);
      }),
  },
  {
    name: "can be cancelled while it is suspended, at any moment of its setup",
    run: () =>
      suspendable(async (rig, suspension) => {
        for (let moment = 0; moment < 8; moment++) {
          const marker = uniqueMarker();
          const cancel = new AbortController();
          const run = rig.run(`sleep ${marker} & timeout ${marker} sleep ${marker}`, { signal: cancel.signal });
          await new Promise((resolve) => setTimeout(resolve, moment * 5));
          await suspension.suspend();
          cancel.abort();
          suspension.resume();
          assert.deepEqual((await run).report.outcome, { type: "stopped", reason: "cancelled" });
          assert.equal(isRunning(marker), false);
        }
      }),
  },
];

/** States of all processes of a sandbox with a text among their words. bubblewrap, which has them all, waits outside. */
function statesOf(marker: string): readonly string[] {
  return processes().flatMap((pid) => {
    const words = text(`/proc/${pid}/cmdline`);
    if (!words.includes(marker) || words.startsWith("bwrap")) return [];
    const stat = text(`/proc/${pid}/stat`);
    return [stat.charAt(stat.lastIndexOf(")") + 2)];
  });
}

/** Ticks of the processor that everything below a process has used. */
function usedBy(pid: number): number {
  const parents = new Map<string, string[]>();
  const used = new Map<string, number>();
  for (const each of processes()) {
    const fields = text(`/proc/${each}/stat`).split(") ").at(-1)?.split(" ") ?? [];
    parents.set(fields[1] ?? "", [...(parents.get(fields[1] ?? "") ?? []), each]);
    used.set(each, Number(fields[11]) + Number(fields[12]));
  }
  const sum = (of: string): number => (parents.get(of) ?? []).reduce((all, child) => all + (used.get(child) ?? 0) + sum(child), 0);
  return sum(String(pid));
}

function processes(): readonly string[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
}

function text(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
