// The port to source drivers, the code of source kinds; and what is said between forge and the child that runs one.
//
// The engine names a driver by module and gets directories and refs back. It does not know what a driver does.
// core/drivers implements the port by a restricted child process per operation; the program in the child is
// dsl/driver/main.ts. They speak JSON lines over one descriptor: a task down, messages up, the last of which is an end.

import type { ErrorDetails } from "./errors.ts";
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
  /**
   * Digests of what was downloaded, by URL: taken as known, and added to. Shared by operations that are to see each URL once,
   * and only by those of one module, for nobody need believe what another's code says of a URL.
   */
  readonly downloaded?: Map<string, string>;
  /** Where the driver's log lines go. Secrets are struck out of them. */
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface FetchRequest extends DriverRequest {
  readonly ref: Ref | undefined;
  /** An empty directory on the store's file system; for what is staged over other sources, one with their files. */
  readonly into: string;
  /** The files of the sources that it works beside. */
  readonly previous?: string;
}

export interface StageRequest extends FetchRequest {
  /** What `fetch` left. Absent where the kind does not fetch. */
  readonly fetched: string | undefined;
}

export interface SourceDrivers {
  /** Finds the ref that the configuration asks for now. */
  track(request: DriverRequest): Promise<Ref>;
  /** Downloads what the ref names into `into`, checked against the ref's digests. */
  fetch(request: FetchRequest): Promise<void>;
  /** Lays the source out in `into` from what `fetch` left in `fetched`. Never uses the network. */
  stage(request: StageRequest): Promise<void>;
  /** Ends every child that still runs. */
  close(): Promise<void>;
}

/** What a driver's ref is in forge.lock. Its lists of objects go one line each (core/source/lock.ts). */
export type Ref = JsonObject;

/** The descriptor over which the child gets its task and answers. */
export const DRIVER_CHANNEL = 3;

/** What a child is to do. Directories are as the child sees them, which is where they are. */
export interface DriverTask {
  readonly operation: DriverReference["operations"][number];
  readonly driver: DriverReference;
  readonly kind: string;
  readonly config: JsonObject;
  readonly ref?: Ref;
  readonly project: string;
  readonly directory: string;
  readonly fetched?: string;
  readonly previous?: string;
  readonly scratch: string;
  /** What the kind keeps from one operation to the next. Absent while staging. */
  readonly cache?: string;
  /** Keyrings are absolute here. */
  readonly mirrors: { readonly [alias: string]: MirrorNode };
  readonly offline: boolean;
  /** Only those of this kind. */
  readonly secrets: { readonly [name: string]: string };
  /** Where files lie under the names of their digests, readable. */
  readonly downloads?: string;
  /** `DriverRequest.downloaded` so far. */
  readonly known: { readonly [url: string]: string };
  /** Absolute path of forge's package entry, dist/index.js. */
  readonly entry: string;
  /** Milliseconds before what failed is tried again the first time; doubled each time. */
  readonly retryDelay: number;
}

export type DriverMessage =
  /** The child runs: whatever fails from here on is not the sandbox's fault. */
  | { readonly type: "ready" }
  | { readonly type: "log"; readonly line: string }
  /** A file was downloaded in full to a path that the driver chose. */
  | { readonly type: "downloaded"; readonly url: string; readonly path: string; readonly sha256: string }
  /** The end: done. */
  | { readonly type: "done"; readonly ref?: Json }
  /** The end: a failure that a person can mend. */
  | { readonly type: "failed"; readonly error: ErrorDetails }
  /** The end: forge's own code failed. */
  | { readonly type: "bug"; readonly stack: string };
