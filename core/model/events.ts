// Everything that can happen in a run, as data. The engine emits these and writes to no stream (invariant 7).
//
// Events carry facts; wording lives in core/report. Times are milliseconds since the run began.

import type { ErrorDetails } from "./errors.ts";
import type { ElementKey } from "./ids.ts";
import type { Place } from "./place.ts";

/** An element as events name it. */
export interface EventElement {
  readonly name: string;
  readonly kind: string;
}

export type JobKind = "track" | "fetch" | "build" | "import" | "compose" | "filter" | "stack" | "test" | "checkout";

export type ElementOutcome =
  /** Its definition key was on record. */
  | "cached"
  /** Its definition changed, but what it is made from did not: the old artifact serves. */
  | "cutoff"
  | "built"
  /** Its tests ran, and passed. */
  | "passed"
  | "failed"
  /** Something it needs failed. */
  | "skipped"
  | "cancelled";

/** What an element waits for when everything that it needs is there: one of the places for fetching, or for building. */
export type Queue = "fetch" | "build";

/** Parts of a job that runs commands, beside the steps themselves, which lie in `sandbox`. */
export type JobPhase = "stage" | "sandbox" | "capture" | "publish";

/** Why an element is made. */
export type BuildReason =
  /** It was never built here. */
  | { readonly type: "new" }
  /** It was built as it is now, and its artifact is there no more. */
  | { readonly type: "gone" }
  /** Its manifest is another than before. `changes` are the first of `count`; none where the one before is gone. */
  | { readonly type: "changed"; readonly changes: readonly { readonly path: string; readonly about?: string }[]; readonly count: number };

/** An element that is to be made. */
export interface ExpectedElement {
  readonly name: string;
  /** Milliseconds that making it took before. Absent: it was never made here. */
  readonly milliseconds?: number;
  /** Milliseconds from its start to the end of the longest chain that needs it, by what is known. */
  readonly path: number;
}

export type BuildEvent =
  /** The first of a run that a change began: where something happened, from the project on. Only where someone watches. */
  | { readonly type: "changed"; readonly time: number; readonly paths: readonly string[] }
  /** An element that is to be made for more than what its dependencies are. Only where someone watches. */
  | { readonly type: "stale"; readonly time: number; readonly element: EventElement; readonly why: BuildReason }
  | { readonly type: "evaluated"; readonly time: number; readonly cached: boolean; readonly reason?: string; readonly milliseconds: number }
  | { readonly type: "printed"; readonly time: number; readonly text: string; readonly place?: Place }
  | {
      readonly type: "planned";
      readonly time: number;
      readonly elements: number;
      readonly cached: number;
      readonly targets: readonly EventElement[];
      /** Directory of the logs of the project's jobs. */
      readonly logs?: string;
      /** How many are built and fetched at a time. */
      readonly builders?: number;
      readonly fetchers?: number;
      /** Those that are to be made. */
      readonly expected?: readonly ExpectedElement[];
    }
  /** An element begins to wait for a place, and has it. `milliseconds`: how long it waited. */
  | { readonly type: "queued"; readonly time: number; readonly element: EventElement; readonly queue: Queue }
  | {
      readonly type: "admitted";
      readonly time: number;
      readonly element: EventElement;
      readonly queue: Queue;
      readonly milliseconds: number;
    }
  | {
      readonly type: "job-started";
      readonly time: number;
      readonly job: number;
      readonly kind: JobKind;
      readonly subject: EventElement;
      readonly why?: BuildReason;
    }
  /** A job has a log from now on. */
  | { readonly type: "job-log"; readonly time: number; readonly job: number; readonly log: string }
  | { readonly type: "job-phase"; readonly time: number; readonly job: number; readonly phase: JobPhase }
  | {
      readonly type: "job-step";
      readonly time: number;
      readonly job: number;
      readonly subject: EventElement;
      readonly step: string;
    }
  | {
      readonly type: "job-finished";
      readonly time: number;
      readonly job: number;
      readonly kind: JobKind;
      readonly subject: EventElement;
      readonly milliseconds: number;
      readonly ok: boolean;
      readonly log?: string;
      /** Bytes of files that it put into the store: of a source, or of an artifact. */
      readonly stored?: number;
    }
  /** The chain of elements that decided how long the run took, the first first. `milliseconds`: from its beginning to its end. */
  | {
      readonly type: "critical-path";
      readonly time: number;
      readonly elements: readonly { readonly element: EventElement; readonly milliseconds: number }[];
      readonly milliseconds: number;
    }
  | {
      readonly type: "element-finished";
      readonly time: number;
      readonly element: EventElement;
      readonly outcome: ElementOutcome;
      readonly key?: ElementKey;
      readonly milliseconds: number;
      readonly log?: string;
      /** ISO time at which it failed, where that is on record and it was not built again. */
      readonly before?: string;
      /** It was resumed by hand, or made over something that was. */
      readonly tainted?: true;
    }
  | {
      readonly type: "tracked";
      readonly time: number;
      readonly source: string;
      readonly from?: string;
      readonly to: string;
      readonly place?: Place;
      readonly elements?: readonly string[];
    }
  | { readonly type: "warning"; readonly time: number; readonly warning: ErrorDetails }
  /** Files a build wrote outside its output and build directories. */
  | {
      readonly type: "strays";
      readonly time: number;
      readonly element: EventElement;
      readonly count: number;
      readonly paths: readonly string[];
    }
  | {
      readonly type: "overlap";
      readonly time: number;
      readonly element: EventElement;
      readonly count: number;
      readonly paths: readonly { readonly path: string; readonly by: readonly string[] }[];
    }
  /** Files of dependencies that have no place, for others have directories there. */
  | {
      readonly type: "unstaged";
      readonly time: number;
      readonly element: EventElement;
      readonly count: number;
      readonly paths: readonly { readonly path: string; readonly by: readonly string[] }[];
    }
  | {
      readonly type: "failed";
      readonly time: number;
      readonly element?: EventElement;
      readonly error: ErrorDetails;
      /** As of `element-finished`. */
      readonly before?: string;
    }
  /** An element that failed is made again, so its failure is none any more: from its beginning, or resumed. */
  | { readonly type: "retried"; readonly time: number; readonly element: EventElement; readonly resumed?: true }
  | {
      readonly type: "finished";
      readonly time: number;
      readonly ok: boolean;
      readonly counts: { readonly [outcome in ElementOutcome]: number };
      readonly milliseconds: number;
    };

/** Receives events in the order in which they happened. Must not throw. */
export type Emit = (event: BuildEvent) => void;
