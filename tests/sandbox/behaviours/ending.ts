// How a sandbox ends, and that nothing outlives it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRig, isRunning, waitFor } from "../rig.ts";
import type { Behaviour } from "./behaviour.ts";

let markers = 0;

/** A duration for sleep(1) that occurs nowhere else. */
function uniqueSleep(): string {
  return `9${process.pid}${String(markers++).padStart(4, "0")}`;
}

export const endingBehaviours: readonly Behaviour[] = [
  {
    name: "stops at the time limit and leaves no process",
    async run(rig) {
      const marker = uniqueSleep();
      const { report } = await rig.run(`sleep ${marker} & sleep ${marker}`, { limits: { seconds: 0.2 } });
      assert.deepEqual(report.outcome, { type: "stopped", reason: "timeout" });
      assert.equal(isRunning(marker), false);
    },
  },
  {
    name: "stops when it is cancelled and leaves no process",
    async run(rig) {
      const marker = uniqueSleep();
      const cancel = new AbortController();
      const run = rig.run(["true", `trap '' TERM; sleep ${marker} & setsid sleep ${marker}; wait`], { signal: cancel.signal });
      await waitFor(() => isRunning(marker));
      cancel.abort();
      assert.deepEqual((await run).report.outcome, { type: "stopped", reason: "cancelled" });
      assert.equal(isRunning(marker), false);
    },
  },
  {
    name: "can be cancelled at any moment of its setup",
    async run(rig) {
      const marker = uniqueSleep();
      for (let milliseconds = 0; milliseconds < 14; milliseconds++) {
        const cancel = new AbortController();
        setTimeout(() => cancel.abort(), milliseconds);
        assert.deepEqual((await rig.run(`sleep ${marker}`, { signal: cancel.signal })).report.outcome, {
          type: "stopped",
          reason: "cancelled",
        });
      }
      await waitFor(() => !isRunning(marker));
    },
  },
  {
    name: "does not start when it was cancelled before",
    async run(rig) {
      const { report } = await rig.run("touch /out/started", { signal: AbortSignal.abort() });
      assert.deepEqual(report, { outcome: { type: "stopped", reason: "cancelled" } });
    },
  },
  {
    name: "calls what a host does to it stopped, and what a program does to itself failed",
    async run(rig) {
      assert.deepEqual((await rig.run("kill -KILL $$")).report.outcome, { type: "stopped", reason: "signal", signal: "SIGKILL" });
      assert.deepEqual((await rig.run(["true", "kill -TERM $$"])).report.outcome, { type: "stopped", reason: "signal", signal: "SIGTERM" });
      assert.deepEqual((await rig.run("kill -SEGV $$")).report.outcome, { type: "failed", command: 0, exitCode: 139 });
      assert.deepEqual((await rig.run("exit 255")).report.outcome, { type: "failed", command: 0, exitCode: 255 });
    },
  },
  {
    name: "ends what a command left running before it says that it ended",
    async run(rig) {
      const marker = uniqueSleep();
      const { report, out } = await rig.run(
        `(while :; do echo x >>/out/file; done) & setsid sleep ${marker} & until [ -s /out/file ]; do :; done`,
      );
      assert.deepEqual(report.outcome, { type: "succeeded" });
      const size = readFileSync(join(out, "file")).length;
      assert.equal(isRunning(marker), false);
      assert.equal(readFileSync(join(out, "file")).length, size);
    },
  },
  {
    name: "reaps what was orphaned",
    async run(rig) {
      // A script's name is its process's name, also of one that nobody has waited for.
      const name = `orphan${process.pid}`;
      const zombies = `for file in /proc/[0-9]*/status; do grep -l ${name} $file 2>/dev/null && grep '^State:.Z' $file; done | grep State | wc -l`;
      const { log } = await rig.run(
        [
          `printf '#!/bin/sh\\nsleep 0.05\\n' >/tmp/${name}; chmod +x /tmp/${name}; for i in 1 2 3; do sh -c '/tmp/${name} & exit'; done; sleep 0.2`,
          zombies,
        ],
        {
          mounts: [
            {
              at: "/",
              lowers: [
                rig.base,
                rig.layer({ "bin/grep": { link: "busybox" }, "bin/printf": { link: "busybox" }, "bin/chmod": { link: "busybox" } }),
              ],
            },
          ],
        },
      );
      assert.equal(log, "0\n");
    },
  },
  {
    name: "runs many at a time",
    async run(rig) {
      const ran = await Promise.all(Array.from({ length: 12 }, (_, index) => rig.run(`echo ${index}; exit ${index}`)));
      assert.deepEqual(
        ran.map(({ log }) => log),
        ran.map((_, index) => `${index}\n`),
      );
      assert.deepEqual(
        ran.map(({ report: { outcome } }) => (outcome.type === "failed" ? outcome.exitCode : 0)),
        ran.map((_, index) => index),
      );
    },
  },
  {
    name: "finds out what the host allows while others do so, too",
    async run() {
      const fresh = createRig();
      try {
        const ran = await Promise.all(Array.from({ length: 4 }, () => fresh.run("echo here")));
        assert.deepEqual(
          ran.map(({ log }) => log),
          ran.map(() => "here\n"),
        );
      } finally {
        await fresh.dispose();
      }
    },
  },
];
