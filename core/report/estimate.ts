// How long a run has still to go, and how fast it went so far, by what earlier runs took.
//
// Pure. It would rather say nothing than something that nobody can know: durations of more than half of what is left must be
// on record.

import type { Progress, RunningJob } from "./progress.ts";

/** Milliseconds that are left at `now`, or undefined where that cannot be told. */
export function timeLeft({ left, jobs, expected, places }: Progress, now: number): number | undefined {
  const { milliseconds, known, unknown } = left;
  if (known + unknown <= 0 || unknown > known) return undefined;
  const all = milliseconds + (unknown * milliseconds) / known;
  let done = 0;
  let longest = 0;
  for (const job of jobs.values()) {
    const element = makes(job) ? expected.get(job.subject.name) : undefined;
    if (!element) continue;
    const elapsed = now - job.started;
    // What takes longer than before counts as nearly done.
    done += Math.min(elapsed, element.milliseconds ?? 0);
    longest = Math.max(longest, element.path - Math.min(elapsed, element.milliseconds ?? elapsed));
  }
  return Math.max(longest, Math.max(0, all - done) / Math.max(1, places.build));
}

/** Shorter runs have no rate yet. */
const SETTLED_AFTER = 10_000;

/** Elements made a minute, or undefined where few were. */
export function perMinute({ counts, working }: Progress, now: number): number | undefined {
  const made = counts.built + counts.passed + counts.failed;
  const elapsed = working === undefined ? 0 : now - working;
  if (made < 2 || elapsed < SETTLED_AFTER) return undefined;
  return (made * 60_000) / elapsed;
}

/** Whether a job makes an element; others fetch for it. */
function makes({ kind }: RunningJob): boolean {
  return kind !== "fetch" && kind !== "track" && kind !== "checkout";
}
