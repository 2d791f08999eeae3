// Loads a `.bst` project for a verb: with the options of the command line and, where elements are named, no more than they need.
//
// In this process, for nothing of the project runs: it is data.

import { availableParallelism } from "node:os";
import { type BstProject, loadBstProject } from "../../../dsl/bst/bst-project.ts";
import type { ProjectFiles } from "../../../dsl/bst/files.ts";
import type { JunctionResolver } from "../../../dsl/bst/session.ts";
import { fittingNames } from "../names.ts";
import type { GlobalOptions } from "../program.ts";

export type BstOptions = Pick<GlobalOptions, "option" | "maxJobs">;

export interface BstQuestion {
  readonly projectRoot: string;
  /** Names of elements, and patterns. None: the project's default targets, else every element. */
  readonly names: readonly string[];
  readonly options: BstOptions;
  readonly files?: ProjectFiles;
  readonly resolveJunction?: JunctionResolver;
}

export function loadProject({ projectRoot, names, options, files, resolveJunction }: BstQuestion): BstProject {
  return loadBstProject({
    directory: projectRoot,
    ...(names.length > 0 && { targets: names, expand: fittingNames }),
    options: new Map(Object.entries(options.option)),
    maxJobs: maxJobsOf(options),
    ...(files && { files }),
    ...(resolveJunction && { resolveJunction }),
  });
}

/** What `%{max-jobs}` is. The incumbent's own choice unless said: more jobs than that seldom help. */
export function maxJobsOf({ maxJobs }: BstOptions): number {
  return maxJobs ?? Math.min(availableParallelism(), 8);
}
