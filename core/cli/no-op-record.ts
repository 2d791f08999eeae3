// The record which says that a build has nothing to do as long as its inputs are as they were. Its form and its name.
//
// Light: it is read before anything else of forge is loaded. It says nothing that could be wrong later: what it does not
// mention is in the names of what it is filed under, or does not matter to a build.

import { readFileSync } from "node:fs";
import type { EvaluationInput } from "../evaluate/inputs.ts";
import { identity } from "../key/digest.ts";
import type { Digest, ElementKey, TreeDigest } from "../model/ids.ts";
import { packageBuild } from "../package.ts";
import type { Dependencies } from "../plan/select-elements.ts";

/** Raised when the record's form changes. */
const VERSION = 2;

export interface NoOpRecord {
  /** What the configuration was evaluated from. */
  readonly inputs: readonly EvaluationInput[];
  /** Digests of whole small files, null for one that is not there: forge.lock, the user's configuration. */
  readonly files: readonly (readonly [path: string, digest: Digest | null])[];
  /** Local sources: by path from their project, which need not be the one that is built. */
  readonly local: readonly (readonly [root: string, path: string, stamp: Digest])[];
  /** What was asked for, so that a store that lost it is noticed. */
  readonly targets: readonly (readonly [name: string, kind: string, key: ElementKey, tree: TreeDigest])[];
  /** How many elements were wanted. */
  readonly elements: number;
}

/** The wanted elements, for `--json`: a record of its own, for nobody else needs it. */
export type NoOpElements = readonly (readonly [name: string, kind: string, key: ElementKey])[];

export interface NoOpQuestion {
  readonly projectRoot: string;
  readonly options: { readonly [name: string]: string };
  readonly maxJobs: number | undefined;
  /** Targets as they were written, and what goes with them. */
  readonly names: readonly string[];
  readonly deps: Dependencies;
  readonly except: readonly string[];
}

/** What the record of a command is filed under. */
export function noOpKey({ projectRoot, options, maxJobs, names, deps, except }: NoOpQuestion): {
  readonly record: string;
  readonly elements: string;
} {
  const chosen = Object.keys(options)
    .sort()
    .map((name) => [name, options[name]]);
  const key = identity(
    JSON.stringify([VERSION, projectRoot, chosen, maxJobs ?? null, names, deps, except, packageBuild(), process.version, process.arch]),
  );
  return { record: key, elements: `${key}.elements` };
}

/** Digest of a file's bytes, or null where there is none. */
export function fileDigest(path: string): Digest | null {
  try {
    return identity(readFileSync(path));
  } catch {
    return null;
  }
}
