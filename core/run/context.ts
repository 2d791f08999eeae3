// What one run of the engine works with: the graph and the ports. Wired once by core/cli/wire.ts.

import type { SourceDrivers } from "../model/drivers.ts";
import type { Emit } from "../model/events.ts";
import type { Graph, MirrorNode } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import type { Sandbox } from "../model/sandbox.ts";
import type { Dependencies } from "../plan/select-elements.ts";
import type { Lock } from "../source/lock.ts";
import type { KeepLimits } from "../store/kept-roots.ts";
import type { Store } from "../store/store.ts";
import type { FailurePolicy } from "./on-failure.ts";

export interface EngineContext {
  readonly graph: Graph;
  /** Absolute. Where local sources lie. */
  readonly projectRoot: string;
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly drivers: SourceDrivers;
  /** Refs of sources. Replaced, never changed, when something is tracked. */
  lock: Lock;
  readonly lockFile: string;
  readonly mirrors: { readonly [alias: string]: MirrorNode };
  readonly offline: boolean;
  /** How many sandboxes of failed builds are kept. */
  readonly keepFailed: KeepLimits;
  readonly emit: Emit;
  /** Milliseconds since the run began. */
  readonly now: () => number;
  readonly signal?: AbortSignal;
  /** Aborted when what runs may end and nothing more is to be started. */
  readonly drain?: AbortSignal;
}

export interface BuildOptions extends FailurePolicy {
  /** How many sandboxes run at a time. */
  readonly builders: number;
  /** How many jobs run at a time within all of them together. As many as there are cores unless said. */
  readonly jobs?: number;
  /** How many sources are fetched at a time. */
  readonly fetchers: number;
  /** Which dependencies are wanted with the targets: what they need at run time, unless said. */
  readonly deps?: Dependencies;
  /** What is not made, with what is reached through it alone. */
  readonly except?: readonly ElementId[];
  /** Whether it is said which elements are stale in themselves, and why, before any is made. */
  readonly tellStale?: boolean;
  /** Whether sources without a lock entry are tracked first, else FORGE2001. */
  readonly track: boolean;
  /** A failed build to go on with, from the step that failed unless another is named. */
  readonly resume?: { readonly element: ElementId; readonly step?: string | undefined };
  /** Whether what is on record as failed is built again. */
  readonly retryFailed?: boolean;
}
