// What an element is built over: the trees of its dependencies in staging order, and those of its sources.

import { elementName } from "../model/graph.ts";
import type { ElementId, TreeDigest } from "../model/ids.ts";
import type { Artifact } from "../model/tree.ts";
import { elementOf, stagingOrder } from "../plan/staging-order.ts";
import type { StagedTree } from "../stage/cover.ts";
import type { EngineContext } from "./context.ts";

/** A staged dependency with what its dependants read of it. */
export interface StagedDependency extends StagedTree {
  readonly element: ElementId;
  readonly artifact: Artifact;
}

/** Build dependencies and what they need at run time, in staging order. All of them must be usable. */
export function stagedDependencies(
  context: EngineContext,
  id: ElementId,
  artifact: (id: ElementId) => Artifact,
): readonly StagedDependency[] {
  return stagingOrder(context.graph, id).map(({ element, at }) => {
    const found = artifact(element);
    return { element, at, artifact: found, tree: found.tree, name: elementName(elementOf(context.graph, element)) };
  });
}

/** Sources of an element as they are staged. `tree` gives the tree of the source at a position. */
export function stagedSources(context: EngineContext, id: ElementId, trees: readonly TreeDigest[]): readonly StagedTree[] {
  const element = elementOf(context.graph, id);
  return element.sources.map(({ source, at }, index) => {
    const tree = trees[index];
    if (!tree) throw new Error("internal: a source has no tree");
    return { tree, at, name: `the ${context.graph.sources[source]?.kind ?? ""} source of ${elementName(element)}` };
  });
}
