// What passes between the engine and the sealed child that evaluates a configuration.
//
// Types only. The request is one JSON argument; the answer comes on descriptor 3 as one line of JSON and, when the
// evaluation succeeded, the text of the graph behind it. Every path is absolute and real.

import type { ErrorDetails } from "./errors.ts";
import type { Place } from "./place.ts";

export interface EvaluationRequest {
  readonly projectRoot: string;
  readonly configFile: string;
  /** `-o name=value`, as written. */
  readonly options: { readonly [name: string]: string };
  /** The project's tsconfig.json, where it has one. */
  readonly tsconfig?: string;
}

/** One import or require, and what it found. */
export interface ImportTrace {
  readonly specifier: string;
  /** The importing file. */
  readonly parent: string;
  /** The file that was found. Absent: nothing was. */
  readonly found?: string;
}

/** What the configuration read through `readText`, `readJson`, `glob` and their like. */
export interface ReadTrace {
  readonly files: readonly string[];
  readonly directories: readonly string[];
  readonly absent: readonly string[];
}

/** Something that the configuration wrote to its standard output or error. */
export interface PrintedText {
  readonly text: string;
  readonly place?: Place;
}

export interface EvaluationAnswer {
  /** Why there is no graph. */
  readonly error?: ErrorDetails;
  readonly imports: readonly ImportTrace[];
  readonly reads: ReadTrace;
  readonly printed: readonly PrintedText[];
}
