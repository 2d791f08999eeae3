// What working with sources takes of a run: a part of the engine's context, by structure.

import type { SourceDrivers } from "../model/drivers.ts";
import type { Emit } from "../model/events.ts";
import type { Graph, MirrorNode, SourceNode } from "../model/graph.ts";
import type { SourceId } from "../model/ids.ts";
import type { Store } from "../store/store.ts";
import type { Lock } from "./lock.ts";

export interface SourceContext {
  readonly graph: Graph;
  /** Absolute. Where local sources lie. */
  readonly projectRoot: string;
  readonly store: Store;
  readonly drivers: SourceDrivers;
  /** Replaced when something is tracked. */
  lock: Lock;
  readonly lockFile: string;
  readonly mirrors: { readonly [alias: string]: MirrorNode };
  readonly offline: boolean;
  readonly emit: Emit;
  /** Milliseconds since the run began. */
  readonly now: () => number;
  readonly signal?: AbortSignal;
}

/** A piece of work as the views see it. Its log is made when something is logged. */
export interface SourceJob {
  readonly log: () => { write(line: string): void };
  readonly step: (step: string) => void;
  readonly end: (ok: boolean) => void;
}

export function sourceOf({ graph }: Pick<SourceContext, "graph">, id: SourceId): SourceNode {
  const source = graph.sources[id];
  if (!source) throw new Error(`internal: no source ${id}`);
  return source;
}

/** What a driver is told of a source, whatever it is to do. */
export function driverRequest(context: SourceContext, source: SourceNode, log: (line: string) => void) {
  const { projectRoot: project, mirrors, offline, signal } = context;
  return { driver: source.driver, kind: source.kind, config: source.config, project, mirrors, offline, log, ...(signal && { signal }) };
}
