// Projects that stand in an evaluation beside the one that is evaluated: each an instance of its modules, for one choice of
// options. And who asked for which.
//
// One registry for the process, whatever copies of this package there are. Modules of an instance carry its number in the
// query of their URL, which is how a frame of a stack tells whose code it is.

import type { CallSite } from "./call-site.ts";
import type { FoundProject } from "./find-project.ts";
import type { DeclaredOption } from "./options.ts";
import type { ProjectData } from "./to-graph.ts";

/** The project that is evaluated itself. */
export const TOP = 0;

export interface Instance extends FoundProject {
  readonly id: number;
  /** What was given. */
  readonly options: { readonly [name: string]: unknown };
  readonly declared: Map<string, DeclaredOption>;
  /** Where it was asked for first. */
  readonly site: CallSite;
  /** How many junctions lead to it. */
  readonly depth: number;
  project: ProjectData | undefined;
  elements: object | undefined;
  /** Settles when its modules have run: with it, or with an earlier one that is the same. */
  readonly loaded: Promise<Instance>;
}

/** One project's request for another. */
export interface JunctionRequest {
  readonly from: number;
  readonly name: string;
  readonly site: CallSite;
  readonly mirrors: boolean;
  /** Replaced by one that turned out to be the same. */
  to: Instance;
}

export interface Instances {
  readonly all: Instance[];
  readonly requests: JunctionRequest[];
}

const INSTANCES = Symbol.for("forge.junctions");

export function instances(): Instances {
  const known: Instances | undefined = Reflect.get(globalThis, INSTANCES);
  if (known) return known;
  const made: Instances = { all: [], requests: [] };
  Object.defineProperty(globalThis, INSTANCES, { value: made });
  return made;
}

/** The instance with a number; undefined for the project itself. */
export function instanceOf(id: number): Instance | undefined {
  return id === TOP ? undefined : instances().all.find((instance) => instance.id === id);
}

/** Whose code made a call: the module that is being evaluated, not the helper that it called. */
export function makerOf(site: CallSite): number {
  return site.at(-1)?.[3] ?? TOP;
}

/** Whose line a call stands on: what paths are relative to. */
export function writerOf(site: CallSite): number {
  return site[0]?.[3] ?? TOP;
}
