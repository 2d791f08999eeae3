// The port to source drivers: the code of a source kind, run in a restricted child process.
//
// The engine names a driver by module and export and gets directories back. It does not know what a driver does.
// Implemented by core/drivers, which starts the child; the program in the child is dsl/driver/main.ts.

import type { DriverReference, MirrorNode } from "./graph.ts";
import type { Json, JsonObject } from "./json.ts";

/** What every operation is told. */
export interface DriverRequest {
  readonly driver: DriverReference;
  readonly kind: string;
  readonly config: JsonObject;
  /** Absolute directory of the project, readable. */
  readonly project: string;
  /** Settings of the user, then suggestions of the project, by alias. */
  readonly mirrors: { readonly [alias: string]: MirrorNode };
  readonly offline: boolean;
  /** Where the driver's log lines go. */
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface SourceDrivers {
  /** Finds the ref that the configuration asks for now. */
  track(request: DriverRequest): Promise<JsonObject>;
  /** Downloads what the ref names into `into`, an empty directory, checked against the ref's digests. */
  fetch(request: DriverRequest & { readonly ref: JsonObject | undefined; readonly into: string }): Promise<void>;
  /** Lays the source out in `into`, an empty directory, from what `fetch` left in `fetched`. Never uses the network. */
  stage(request: DriverRequest & { readonly ref: JsonObject | undefined; readonly fetched: string | undefined; readonly into: string }): Promise<void>;
  close(): Promise<void>;
}

/** What a driver's ref is in forge.lock: an object; `packages`-like long lists go one line each (core/source/lock.ts). */
export type Ref = { readonly [name: string]: Json };
