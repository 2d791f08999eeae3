// An element beside the edges that lead to it or from it, as `forge why` and `forge rdeps` show it.

import { type Edge, elementName, type Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";
import type { NeedingElement } from "../report/needs.ts";

export function needingElement(graph: Graph, id: ElementId, edges: readonly Edge[]): NeedingElement {
  const element = elementOf(graph, id);
  const [place] = element.place;
  return {
    name: elementName(element),
    kind: element.kind,
    ...(place && { place }),
    edges: edges.map(({ type, at }) => ({ type, at })),
  };
}
