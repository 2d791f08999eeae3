// What working with sources takes of a run: a part of the engine's context, by structure.

import { resolve } from "node:path";
import type { SourceDrivers } from "../model/drivers.ts";
import type { Emit } from "../model/events.ts";
import type { Graph, MirrorNode, SourceNode } from "../model/graph.ts";
import type { SourceId } from "../model/ids.ts";
import type { Store } from "../store/store.ts";
import type { Lock } from "./lock.ts";
import { rootOf } from "./roots.ts";

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
  /** `stored`: bytes of files that it put into the store. */
  readonly end: (ok: boolean, stored?: number) => void;
}

export function sourceOf({ graph }: Pick<SourceContext, "graph">, id: SourceId): SourceNode {
  const source = graph.sources[id];
  if (!source) throw new Error(`internal: no source ${id}`);
  return source;
}

/** What a driver is told of a source, whatever it is to do. */
export function driverRequest(context: SourceContext, source: SourceNode, log: (line: string) => void) {
  const { offline, signal } = context;
  const project = rootOf(context, source);
  const mirrors = project === context.projectRoot ? context.mirrors : withKeyringsOf(context);
  return { driver: source.driver, kind: source.kind, config: source.config, project, mirrors, offline, log, ...(signal && { signal }) };
}

/** Keyrings are files of the project that says where they are, whichever project's sources are signed by them. */
function withKeyringsOf({ mirrors, projectRoot }: SourceContext): SourceContext["mirrors"] {
  return Object.fromEntries(
    Object.entries(mirrors).map(([alias, mirror]) => [
      alias,
      mirror.keyring === undefined ? mirror : { ...mirror, keyring: resolve(projectRoot, mirror.keyring) },
    ]),
  );
}
