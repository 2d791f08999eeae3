// What is known of a run so far: a fold over its events, from which every view takes its figures.
//
// Pure. The same events give the same progress.

import type { ErrorDetails } from "../model/errors.ts";
import { unreachable } from "../model/errors.ts";
import type { BuildEvent, ElementOutcome, EventElement, ExpectedElement, JobKind, JobPhase, Queue } from "../model/events.ts";

export interface RunningJob {
  readonly job: number;
  readonly kind: JobKind;
  readonly subject: EventElement;
  /** Milliseconds since the run began. */
  readonly started: number;
  readonly phase?: JobPhase;
  readonly step?: string;
  readonly log?: string;
}

export interface Failure {
  readonly element?: EventElement;
  readonly error: ErrorDetails;
}

export interface MadeElement {
  readonly element: EventElement;
  readonly milliseconds: number;
}

export interface Progress {
  /** Elements that are wanted. 0 until there is a plan. */
  readonly planned: number;
  /** Names of the elements that were asked for. */
  readonly targets: readonly string[];
  /** How many may be built and fetched at a time. */
  readonly places: { readonly [queue in Queue]: number };
  /** Elements that wait for a place though all that they need is there. */
  readonly waiting: { readonly [queue in Queue]: number };
  readonly counts: { readonly [outcome in ElementOutcome]: number };
  /** Elements that are to be made, by name. */
  readonly expected: ReadonlyMap<string, ExpectedElement>;
  /** Of those that are not settled: milliseconds that are known, and how many are not. */
  readonly left: { readonly milliseconds: number; readonly known: number; readonly unknown: number };
  /** By number, in the order in which they started. */
  readonly jobs: ReadonlyMap<number, RunningJob>;
  /** When the first job began. */
  readonly working?: number;
  /** The elements that took longest, the longest first. */
  readonly slowest: readonly MadeElement[];
  /** The chain that decided how long the run took. */
  readonly critical?: { readonly names: readonly string[]; readonly milliseconds: number };
  /** Bytes that were put into the store. */
  readonly stored: { readonly sources: number; readonly artifacts: number };
  readonly failures: readonly Failure[];
  /** Directory of the jobs' logs. */
  readonly logs?: string;
  readonly finished?: { readonly ok: boolean; readonly milliseconds: number };
}

export const NOTHING: Progress = {
  planned: 0,
  targets: [],
  places: { fetch: 0, build: 0 },
  waiting: { fetch: 0, build: 0 },
  counts: { cached: 0, cutoff: 0, built: 0, passed: 0, failed: 0, skipped: 0, cancelled: 0 },
  expected: new Map(),
  left: { milliseconds: 0, known: 0, unknown: 0 },
  jobs: new Map(),
  slowest: [],
  stored: { sources: 0, artifacts: 0 },
  failures: [],
};

/** How many of the slowest are kept. */
const SLOWEST = 5;

/** The progress after one more event. */
export function advance(progress: Progress, event: BuildEvent): Progress {
  switch (event.type) {
    case "planned":
      return {
        ...progress,
        planned: event.elements,
        targets: event.targets.map(({ name }) => name),
        places: { fetch: event.fetchers ?? progress.places.fetch, build: event.builders ?? progress.places.build },
        ...(event.expected && expecting(event.expected)),
        ...(event.logs !== undefined && { logs: event.logs }),
      };
    case "queued":
      return { ...progress, waiting: { ...progress.waiting, [event.queue]: progress.waiting[event.queue] + 1 } };
    case "admitted":
      return { ...progress, waiting: { ...progress.waiting, [event.queue]: progress.waiting[event.queue] - 1 } };
    case "job-started": {
      const { job, kind, subject, time } = event;
      const jobs = new Map(progress.jobs).set(job, { job, kind, subject, started: time });
      return { ...progress, jobs, working: progress.working ?? time };
    }
    case "job-log":
      return changed(progress, event.job, { log: event.log });
    case "job-phase":
      return changed(progress, event.job, { phase: event.phase });
    case "job-step":
      return changed(progress, event.job, { step: event.step });
    case "job-finished": {
      const jobs = new Map(progress.jobs);
      jobs.delete(event.job);
      const to = event.kind === "fetch" ? "sources" : "artifacts";
      return { ...progress, jobs, stored: { ...progress.stored, [to]: progress.stored[to] + (event.stored ?? 0) } };
    }
    case "critical-path":
      return { ...progress, critical: { names: event.elements.map(({ element }) => element.name), milliseconds: event.milliseconds } };
    case "element-finished":
      return {
        ...progress,
        counts: { ...progress.counts, [event.outcome]: progress.counts[event.outcome] + 1 },
        left: without(progress.left, progress.expected.get(event.element.name)),
        slowest: event.outcome === "built" || event.outcome === "passed" ? slowestWith(progress.slowest, event) : progress.slowest,
      };
    case "failed":
      return { ...progress, failures: [...progress.failures, { error: event.error, ...(event.element && { element: event.element }) }] };
    case "retried":
      return { ...progress, failures: progress.failures.filter(({ element }) => element?.name !== event.element.name) };
    case "finished":
      return { ...progress, finished: { ok: event.ok, milliseconds: event.milliseconds } };
    case "changed":
    case "stale":
    case "evaluated":
    case "printed":
    case "tracked":
    case "warning":
    case "strays":
    case "overlap":
    case "unstaged":
      return progress;
    default:
      return unreachable(event);
  }
}

/** How many elements are settled. */
export function settled({ counts }: Progress): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function expecting(expected: readonly ExpectedElement[]): Pick<Progress, "expected" | "left"> {
  const known = expected.flatMap(({ milliseconds }) => milliseconds ?? []);
  return {
    expected: new Map(expected.map((element) => [element.name, element])),
    left: { milliseconds: known.reduce((sum, one) => sum + one, 0), known: known.length, unknown: expected.length - known.length },
  };
}

function without(left: Progress["left"], settled: ExpectedElement | undefined): Progress["left"] {
  if (!settled) return left;
  const { milliseconds } = settled;
  if (milliseconds === undefined) return { ...left, unknown: left.unknown - 1 };
  return { ...left, milliseconds: left.milliseconds - milliseconds, known: left.known - 1 };
}

function slowestWith(slowest: readonly MadeElement[], { element, milliseconds }: MadeElement): readonly MadeElement[] {
  const last = slowest.at(-1);
  if (last && slowest.length === SLOWEST && last.milliseconds >= milliseconds) return slowest;
  return [...slowest, { element, milliseconds }].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST);
}

function changed(progress: Progress, job: number, change: Partial<RunningJob>): Progress {
  const running = progress.jobs.get(job);
  return running ? { ...progress, jobs: new Map(progress.jobs).set(job, { ...running, ...change }) } : progress;
}
