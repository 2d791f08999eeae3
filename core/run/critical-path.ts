// Orders ready work: first what the longest remaining chain waits for; and says afterwards which chain it was.
//
// Pure. Durations are those of earlier builds; an element never built counts as one of middling length.

import type { ExpectedElement } from "../model/events.ts";
import type { Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf, isBuildEdge, isRuntimeEdge } from "../plan/staging-order.ts";

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

/** Milliseconds of the run between which an element was made. */
export interface MadeSpan {
  readonly began: number;
  readonly ended: number;
}

/** From what was done last back to what each waited for: the dependency that was done last of those made before it began. */
export function decidingChain(graph: Graph, made: ReadonlyMap<ElementId, MadeSpan>): readonly ({ readonly id: ElementId } & MadeSpan)[] {
  const chain: ({ readonly id: ElementId } & MadeSpan)[] = [];
  for (let id = lastOf(made.keys(), made); id !== undefined; ) {
    const span = made.get(id);
    if (!span) break;
    chain.unshift({ id, ...span });
    id = lastOf(stagedFor(graph, id), made, span.began);
  }
  return chain;
}

/** Of those made before a moment the one that was done last. */
function lastOf(
  ids: Iterable<ElementId>,
  made: ReadonlyMap<ElementId, MadeSpan>,
  before = Number.POSITIVE_INFINITY,
): ElementId | undefined {
  let last: ElementId | undefined;
  let latest = Number.NEGATIVE_INFINITY;
  for (const id of ids) {
    const ended = made.get(id)?.ended;
    if (ended === undefined || ended > before || ended <= latest) continue;
    last = id;
    latest = ended;
  }
  return last;
}

/** What must be usable before an element can be made. */
function stagedFor(graph: Graph, id: ElementId): ReadonlySet<ElementId> {
  const staged = new Set<ElementId>();
  for (const edge of elementOf(graph, id).edges) if (isBuildEdge(edge)) staged.add(edge.to);
  for (const other of staged) for (const edge of elementOf(graph, other).edges) if (isRuntimeEdge(edge)) staged.add(edge.to);
  return staged;
}
