// What there is to see of a graph: its elements with state and time, and the last build. The shape of `forge graph --json`,
// and what the page and the drawing are made from.

import type { EdgeType, OptionNode } from "../model/graph.ts";
import type { Place } from "../model/place.ts";

export interface GraphView {
  readonly project: string;
  /** Dependencies before dependants. */
  readonly elements: readonly ElementView[];
  /** The last build that had something to do. */
  readonly build?: BuildView;
  /** Other projects that it stands on. */
  readonly junctions?: readonly JunctionView[];
}

/** One instance of another project. */
export interface JunctionView {
  readonly name: string;
  /** What the project calls itself. */
  readonly project: string;
  readonly version?: string;
  /** Other names that lead to it. */
  readonly aliases: readonly string[];
  readonly options: { readonly [name: string]: OptionNode["value"] };
  readonly replaced: readonly (readonly [element: string, by: string])[];
  /** Earlier instances of the project, and why this one is another. */
  readonly differs: readonly { readonly from: string; readonly why: readonly string[] }[];
}

export interface ElementView {
  readonly name: string;
  readonly kind: string;
  readonly description?: string;
  readonly state: "cached" | "tainted" | "failed" | "missing" | "unlocked";
  readonly key?: string;
  /** Milliseconds that making it took, when it was last really made. */
  readonly milliseconds?: number;
  readonly place?: Place;
  /** Dependencies by their position in the list, in declared order. */
  readonly edges: readonly { readonly to: number; readonly type: EdgeType }[];
}

export interface BuildView {
  /** When it began: milliseconds of the epoch. */
  readonly began: number;
  readonly milliseconds: number;
  readonly jobs: readonly JobView[];
}

/** Times are milliseconds since the build began. */
export interface JobView {
  readonly name: string;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly ok: boolean;
}
