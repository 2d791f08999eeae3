// What a definitions tree says, read and checked, with everything found that it names. Data alone.
//
// Nothing of it depends on the machine or on an option: what is different from one architecture to the next is said by the
// systems, each of which has one.

import type { Place } from "../../core/model/place.ts";
import type { BuildSystems } from "./build-systems.ts";

export const PHASES = ["configure", "build", "test", "install", "strip"] as const;
export type Phase = (typeof PHASES)[number];

/** A shell text. */
export type Command = string;

export type Phases = { readonly [P in Phase]?: readonly Command[] };

/** What a chunk changes: the commands of a phase, or what is done before and after them. */
export interface PhaseChange {
  readonly before?: readonly Command[];
  readonly run?: readonly Command[];
  readonly after?: readonly Command[];
}

/** Files of one artifact, by what their paths begin with: regular expressions. */
export interface SplitRule {
  /** The artifact's name, or, in defaults, its ending. */
  readonly artifact: string;
  readonly include: readonly string[];
  readonly place: Place;
}

export interface Integration {
  readonly artifact: string;
  readonly group: string;
  readonly commands: readonly Command[];
}

export interface Chunk {
  readonly name: string;
  readonly stratum: string;
  readonly place: Place;
  readonly repo: string;
  readonly ref: string;
  /** What the ref was called before it was a digest. */
  readonly calledRef: string | undefined;
  readonly submodules: ReadonlyMap<string, string> | undefined;
  readonly bootstrap: boolean;
  readonly prefix: string | undefined;
  /** The name of a build system that is known. */
  readonly buildSystem: string;
  readonly changes: { readonly [P in Phase]?: PhaseChange };
  readonly maxJobs: number | undefined;
  readonly devices: boolean;
  readonly products: readonly SplitRule[];
  readonly integration: readonly Integration[];
  /** Stratum artifacts by the chunk's artifact: where its entry says so itself. */
  readonly artifacts: ReadonlyMap<string, string>;
  /** Chunks of the same stratum. */
  readonly needs: readonly Chunk[];
  readonly description: string | undefined;
}

export interface Stratum {
  readonly name: string;
  readonly file: string;
  readonly place: Place;
  readonly description: string | undefined;
  readonly needs: readonly Stratum[];
  readonly chunks: readonly Chunk[];
  readonly products: readonly SplitRule[];
}

export interface SystemPart {
  readonly stratum: Stratum;
  /** Artifacts of the stratum. Undefined: all of it. */
  readonly artifacts: readonly string[] | undefined;
  readonly place: Place;
}

export interface System {
  readonly name: string;
  readonly file: string;
  readonly place: Place;
  readonly description: string | undefined;
  readonly arch: string;
  readonly parts: readonly SystemPart[];
  /** Names of extensions, in order. */
  readonly extensions: readonly { readonly name: string; readonly place: Place }[];
}

export interface Deployment {
  readonly label: string;
  readonly system: System;
  readonly type: string;
  readonly location: string | undefined;
  /** Settings in capitals, as the original programs put them into the environment. */
  readonly settings: ReadonlyMap<string, string>;
  readonly place: Place;
  readonly subsystems: readonly Deployment[];
}

export interface Cluster {
  readonly name: string;
  readonly file: string;
  readonly place: Place;
  readonly description: string | undefined;
  readonly deployments: readonly Deployment[];
}

export interface Definitions {
  readonly root: string;
  readonly version: number;
  readonly buildSystems: BuildSystems;
  readonly chunkRules: readonly SplitRule[];
  readonly stratumRules: readonly SplitRule[];
  /** What needs comes before what needs it. */
  readonly strata: readonly Stratum[];
  readonly systems: readonly System[];
  readonly clusters: readonly Cluster[];
  /** Extensions that are files of the tree, by `name.kind`. */
  readonly extensionFiles: ReadonlyMap<string, string>;
}
