// Decides the order in which dependencies are laid over one another when a build root is staged.
//
// Pure: takes the graph, returns an order; knows nothing of stores or sandboxes. Dependencies come in declared order,
// depth first, each after what it needs at run time. The order is part of the key, so it may depend on the graph only.
// See "Staging order" in docs/design-notes.md.

import type { Edge, ElementNode, Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";

/** An element to stage and where. */
export interface StagedElement {
  readonly element: ElementId;
  readonly at: string;
}

/** What is staged to build an element, first to last. Later entries may overwrite files of earlier ones. */
export function stagingOrder(graph: Graph, root: ElementId): readonly StagedElement[] {
  const order: StagedElement[] = [];
  const seen = new Map<string, Set<ElementId>>();
  for (const edge of elementOf(graph, root).edges) {
    if (!isBuildEdge(edge)) continue;
    const here = seen.get(edge.at) ?? new Set();
    seen.set(edge.at, here);
    for (const element of runtimeClosure(graph, edge.to, here)) order.push({ element, at: edge.at });
  }
  return order;
}

/** An element and what it needs at run time, dependencies first. Skips, and adds to, `seen`. */
export function runtimeClosure(graph: Graph, root: ElementId, seen: Set<ElementId> = new Set()): readonly ElementId[] {
  const order: ElementId[] = [];
  // An explicit stack: chains of thousands of elements are real.
  const stack: { readonly id: ElementId; readonly edges: readonly Edge[]; next: number }[] = [];
  const enter = (id: ElementId): void => {
    if (seen.has(id)) return;
    seen.add(id);
    stack.push({ id, edges: elementOf(graph, id).edges, next: 0 });
  };
  enter(root);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const edge = top.edges[top.next++];
    if (edge === undefined) {
      order.push(top.id);
      stack.pop();
    } else if (isRuntimeEdge(edge)) {
      enter(edge.to);
    }
  }
  return order;
}

/** Whether a dependency is staged for building. */
export function isBuildEdge(edge: Edge): boolean {
  return edge.type !== "runtime";
}

/** Whether a dependency follows its dependant wherever that is staged. */
export function isRuntimeEdge(edge: Edge): boolean {
  return edge.type !== "build";
}

/** The element of an id, which must belong to the graph. */
export function elementOf(graph: Graph, id: ElementId): ElementNode {
  const element = graph.elements[id];
  if (!element) throw new Error(`internal: no element ${id}`);
  return element;
}
