// What a build must have: the targets, what they need at run time, and, for each of those that is missing, what building
// it stages. Everything below an artifact that is on record is left alone.
//
// Pure but for the look-up it is given. Linear in the edges it follows.

import type { Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf, isBuildEdge, isRuntimeEdge } from "../plan/staging-order.ts";

export interface Demand {
  /** Elements whose artifacts are wanted, in graph order: dependencies before dependants. */
  readonly elements: readonly ElementId[];
  /** Those of them that are not on record. */
  readonly missing: ReadonlySet<ElementId>;
}

/** Follows the wants of `targets`. `onRecord` is asked once for each wanted element. */
export function demand(graph: Graph, targets: readonly ElementId[], onRecord: (id: ElementId) => boolean): Demand {
  const wanted = new Set<ElementId>();
  const missing = new Set<ElementId>();
  const pending = [...targets];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (wanted.has(id)) continue;
    wanted.add(id);
    const found = onRecord(id);
    if (!found) missing.add(id);
    for (const edge of elementOf(graph, id).edges) {
      if (isRuntimeEdge(edge) || (!found && isBuildEdge(edge))) pending.push(edge.to);
    }
  }
  return { elements: [...wanted].sort((a, b) => a - b), missing };
}
