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

export type BuildEvent =
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
    }
  | {
      readonly type: "job-started";
      readonly time: number;
      readonly job: number;
      readonly kind: JobKind;
      readonly subject: EventElement;
      readonly log?: string;
    }
  | { readonly type: "job-step"; readonly time: number; readonly job: number; readonly step: string }
  | {
      readonly type: "job-finished";
      readonly time: number;
      readonly job: number;
      readonly kind: JobKind;
      readonly subject: EventElement;
      readonly milliseconds: number;
      readonly ok: boolean;
      readonly log?: string;
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
