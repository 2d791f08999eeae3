// All jobs of one run, which stand still and go on together.
//
// Knows jobs by a process of the host and nothing else of them. Suspended means that nothing of any job uses the processor,
// that no time counts, and that nothing new begins; continued or killed, a job cannot tell.

import type { RunningJobs, SuspendableJob } from "../core/model/suspension.ts";
import { continueAll, stopBelow } from "./stop-processes.ts";

export interface Suspension extends RunningJobs {
  /** Resolves when every process of every job stands still. Suspended already, it does nothing. */
  suspend(): Promise<void>;
  resume(): void;
}

export function createSuspension(): Suspension {
  const jobs = new Set<SuspendableJob>();
  let suspending: Promise<readonly number[]> | undefined;
  /** When everything that was stopped before goes on again: until then it would look as if it had stopped itself. */
  let continued = Promise.resolve();
  let going = Promise.resolve();
  let release = (): void => undefined;

  return {
    get isSuspended() {
      return suspending !== undefined;
    },
    add(job) {
      jobs.add(job);
      if (suspending) job.onSuspend?.();
      return { end: () => void jobs.delete(job) };
    },
    going: () => going,
    async suspend() {
      if (!suspending) {
        going = new Promise((resolve) => {
          release = resolve;
        });
        for (const job of jobs) job.onSuspend?.();
        suspending = continued.then(() => stopBelow([...jobs].map(({ pid }) => pid)));
      }
      await suspending;
    },
    resume() {
      if (!suspending) return;
      continued = suspending.then(continueAll);
      suspending = undefined;
      for (const job of jobs) job.onResume?.();
      release();
    },
  };
}
