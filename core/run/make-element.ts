// Makes one element: dispatches its recipe and turns what it made into an artifact.
//
// The recipes are in files of their own; this one knows what all of them share: public data and the way to a digest.

import { unreachable } from "../model/errors.ts";
import type { JobPhase } from "../model/events.ts";
import type { ElementId, TreeDigest } from "../model/ids.ts";
import type { Artifact, FileMetadata } from "../model/tree.ts";
import { elementOf } from "../plan/staging-order.ts";
import { artifactOf } from "./artifact-record.ts";
import { composeElement } from "./compose-element.ts";
import type { EngineContext } from "./context.ts";
import { filterElement } from "./filter-element.ts";
import { importElement } from "./import-element.ts";
import type { JobLease } from "./job-server.ts";
import type { LogFile } from "./log-file.ts";
import { type Resumption, resumeElement } from "./resume.ts";
import { runElement } from "./run-element.ts";
import { stagedDependencies } from "./staging.ts";

export interface MakeInputs {
  readonly context: EngineContext;
  readonly id: ElementId;
  /** Trees of the element's sources, in its order. */
  readonly sources: readonly TreeDigest[];
  /** The artifact of a usable dependency. */
  readonly artifact: (id: ElementId) => Artifact;
  readonly log: () => LogFile;
  /** Asked when commands are about to start: how many jobs they may run. */
  readonly jobs: () => JobLease;
  /** Told what it does now. */
  readonly onPhase: (phase: JobPhase) => void;
  /** Told which step runs now. */
  readonly onStep: (step: string) => void;
}

/** What a recipe made: a durable tree in the store, and what it says beside that. */
export interface Made {
  readonly tree: TreeDigest;
  readonly metadata: readonly FileMetadata[];
  /** Where they are not the element's own. */
  readonly splitRules?: Artifact["splitRules"];
  readonly integration?: readonly string[];
}

/** Makes an element whose dependencies are all usable, or goes on with one that failed. Throws ForgeError. */
export async function makeElement(inputs: MakeInputs, resumed?: Resumption): Promise<Artifact> {
  const element = elementOf(inputs.context.graph, inputs.id);
  const made = resumed ? await resumeElement(inputs, resumed) : await dispatch(inputs);
  const nocache = new Set(element.environmentNocache);
  return artifactOf({
    tree: made.tree,
    metadata: [...made.metadata].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    splitRules: made.splitRules ?? element.splitRules,
    integration: made.integration ?? element.integration,
    environment: element.environment.filter(([name]) => !nocache.has(name)),
  });
}

async function dispatch(inputs: MakeInputs): Promise<Made> {
  const { context, id } = inputs;
  const { recipe } = elementOf(context.graph, id);
  switch (recipe.type) {
    case "stack":
      return { tree: context.store.trees.putEmpty(), metadata: [] };
    case "import":
      return importElement(inputs, recipe);
    case "filter":
      return filterElement(inputs, recipe, stagedDependencies(context, id, inputs.artifact));
    case "compose":
      return composeElement(inputs, recipe, stagedDependencies(context, id, inputs.artifact));
    case "run":
      return runElement(inputs, recipe, stagedDependencies(context, id, inputs.artifact));
    case "unknown":
      throw new Error("internal: an element that says what it needs was to be made");
    default:
      return unreachable(recipe);
  }
}
