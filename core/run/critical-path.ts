// Orders ready work: first what the longest remaining chain waits for.
//
// Pure. Durations are those of earlier builds; an element never built counts as one of middling length.

import type { ExpectedElement } from "../model/events.ts";
import type { Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";

/** Milliseconds assumed for an element that was never built here. */
const UNKNOWN = 1000;

/** For each missing element: milliseconds from its start to the end of the longest chain that needs it. */
export function remainingPaths(
  graph: Graph,
  elements: readonly ElementId[],
  missing: ReadonlySet<ElementId>,
  duration: (id: ElementId) => number | undefined,
): ReadonlyMap<ElementId, number> {
  const remaining = new Map<ElementId, number>();
  // Dependants before dependencies.
  for (let index = elements.length - 1; index >= 0; index--) {
    const id = elements[index];
    if (id === undefined) continue;
    const own = (remaining.get(id) ?? 0) + (missing.has(id) ? (duration(id) ?? UNKNOWN) : 0);
    remaining.set(id, own);
    for (const edge of elementOf(graph, id).edges) remaining.set(edge.to, Math.max(remaining.get(edge.to) ?? 0, own));
  }
  return remaining;
}

/** What the views are told of an element that is to be made. */
export function expectedElement(name: string, milliseconds: number | undefined, path = 0): ExpectedElement {
  return { name, ...(milliseconds !== undefined && { milliseconds }), path };
}
