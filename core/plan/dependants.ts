// Who needs an element: directly, or by way of others.
//
// Pure, and one pass over the graph: elements come after what they need.

import type { Edge, Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";

export interface Dependant {
  readonly element: ElementId;
  /** Its edges to `through`, or to the element itself where there is none. */
  readonly edges: readonly Edge[];
  /** How many edges it is away, by the shortest way. */
  readonly distance: number;
  /** The first element on that way. Absent: it needs the element directly. */
  readonly through?: ElementId;
}

/** Everything that needs an element by edges that are followed, the nearest first, in graph order among equals. */
export function dependantsOf(graph: Graph, root: ElementId, follows: (edge: Edge) => boolean): readonly Dependant[] {
  const found = new Map<ElementId, Dependant>();
  const distanceOf = (id: ElementId): number | undefined => (id === root ? 0 : found.get(id)?.distance);
  for (const [element, { edges }] of graph.elements.entries()) {
    if (element <= root) continue;
    let nearest: { readonly to: ElementId; readonly distance: number } | undefined;
    for (const edge of edges) {
      const distance = follows(edge) ? distanceOf(edge.to) : undefined;
      if (distance !== undefined && (nearest === undefined || distance < nearest.distance)) nearest = { to: edge.to, distance };
    }
    if (nearest === undefined) continue;
    const { to, distance } = nearest;
    found.set(element, {
      element,
      edges: edges.filter((edge) => edge.to === to && follows(edge)),
      distance: distance + 1,
      ...(to !== root && { through: to }),
    });
  }
  return [...found.values()].sort((a, b) => a.distance - b.distance || a.element - b.element);
}
