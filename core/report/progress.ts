// What is known of a run so far: a fold over its events, from which every view takes its figures.
//
// Pure. The same events give the same progress.

import type { ErrorDetails } from "../model/errors.ts";
import { unreachable } from "../model/errors.ts";
import type { BuildEvent, ElementOutcome, EventElement, JobKind } from "../model/events.ts";

export interface RunningJob {
  readonly job: number;
  readonly kind: JobKind;
  readonly subject: EventElement;
  /** Milliseconds since the run began. */
  readonly started: number;
  readonly step?: string;
}

export interface Failure {
  readonly element?: EventElement;
  readonly error: ErrorDetails;
}

export interface Progress {
  /** Elements that are wanted. 0 until there is a plan. */
  readonly planned: number;
  /** Names of the elements that were asked for. */
  readonly targets: readonly string[];
  readonly counts: { readonly [outcome in ElementOutcome]: number };
  /** By number, in the order in which they started. */
  readonly jobs: ReadonlyMap<number, RunningJob>;
  readonly failures: readonly Failure[];
  /** Directory of the jobs' logs. */
  readonly logs?: string;
  readonly finished?: { readonly ok: boolean; readonly milliseconds: number };
}

export const NOTHING: Progress = {
  planned: 0,
  targets: [],
  counts: { cached: 0, cutoff: 0, built: 0, passed: 0, failed: 0, skipped: 0, cancelled: 0 },
  jobs: new Map(),
  failures: [],
};

/** The progress after one more event. */
export function advance(progress: Progress, event: BuildEvent): Progress {
  switch (event.type) {
    case "planned":
      return {
        ...progress,
        planned: event.elements,
        targets: event.targets.map(({ name }) => name),
        ...(event.logs !== undefined && { logs: event.logs }),
      };
    case "job-started": {
      const { job, kind, subject, time } = event;
      return { ...progress, jobs: new Map(progress.jobs).set(job, { job, kind, subject, started: time }) };
    }
    case "job-step": {
      const running = progress.jobs.get(event.job);
      return running ? { ...progress, jobs: new Map(progress.jobs).set(event.job, { ...running, step: event.step }) } : progress;
    }
    case "job-finished": {
      const jobs = new Map(progress.jobs);
      jobs.delete(event.job);
      return { ...progress, jobs };
    }
    case "element-finished":
      return { ...progress, counts: { ...progress.counts, [event.outcome]: progress.counts[event.outcome] + 1 } };
    case "failed":
      return { ...progress, failures: [...progress.failures, { error: event.error, ...(event.element && { element: event.element }) }] };
    case "retried":
      return { ...progress, failures: progress.failures.filter(({ element }) => element?.name !== event.element.name) };
    case "finished":
      return { ...progress, finished: { ok: event.ok, milliseconds: event.milliseconds } };
    case "evaluated":
    case "printed":
    case "tracked":
    case "warning":
    case "strays":
    case "overlap":
      return progress;
    default:
      return unreachable(event);
  }
}

/** How many elements are settled. */
export function settled({ counts }: Progress): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
