// The ways by which one element needs another, the shortest first.
//
// Pure. Only what lies between the two is walked; how many ways there are is reckoned without walking them, for they may be
// more than could be listed.

import type { Edge, Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf } from "./staging-order.ts";

/** An element on the way, with the edges that lead to it from the one before. The first has none. */
export interface Stop {
  readonly element: ElementId;
  readonly edges: readonly Edge[];
}

export interface Ways {
  /** The shortest, shortest first; among equals in declared order. */
  readonly paths: readonly (readonly Stop[])[];
  /** How many there are. */
  readonly count: bigint;
}

export interface WaysOptions {
  readonly follows: (edge: Edge) => boolean;
  /** How many are listed at most. */
  readonly most: number;
}

/** The ways from an element to one that it needs. No ways: it does not. */
export function waysBetween(graph: Graph, from: ElementId, to: ElementId, { follows, most }: WaysOptions): Ways {
  const distance = new Map<ElementId, number>([[to, 0]]);
  const count = new Map<ElementId, bigint>([[to, 1n]]);
  // Elements come after what they need, so one pass upwards knows of each how far it is from the end.
  for (let id = to + 1; id <= from; id++) {
    const near = nextOf(id).filter(({ element }) => distance.has(element));
    if (near.length === 0) continue;
    distance.set(id, 1 + Math.min(...near.map(({ element }) => distance.get(element) ?? 0)));
    count.set(
      id,
      near.reduce((sum, { element }) => sum + (count.get(element) ?? 0n), 0n),
    );
  }
  return { paths: distance.has(from) ? shortest() : [], count: count.get(from) ?? 0n };

  /** What an element leads to, each once with all edges to it. */
  function nextOf(id: ElementId): readonly Stop[] {
    const next = new Map<ElementId, Edge[]>();
    for (const edge of elementOf(graph, id).edges) if (follows(edge)) next.set(edge.to, [...(next.get(edge.to) ?? []), edge]);
    return [...next].map(([element, edges]) => ({ element, edges }));
  }

  /** Takes up beginnings of ways by how long they must become. */
  function shortest(): readonly (readonly Stop[])[] {
    const found: (readonly Stop[])[] = [];
    const byLength: (readonly Stop[])[][] = [];
    byLength[distance.get(from) ?? 0] = [[{ element: from, edges: [] }]];
    for (let length = 0; length < byLength.length; length++) {
      const beginnings = byLength[length] ?? [];
      for (let begun = beginnings.shift(); begun !== undefined && found.length < most; begun = beginnings.shift()) {
        const end = begun.at(-1)?.element ?? from;
        if (end === to) found.push(begun);
        else {
          const longer: (readonly Stop[])[] = [];
          for (const stop of nextOf(end)) {
            const rest = distance.get(stop.element);
            if (rest === undefined) continue;
            const way = [...begun, stop];
            const total = way.length - 1 + rest;
            if (total === length) longer.push(way);
            else {
              const others = byLength[total] ?? [];
              others.push(way);
              byLength[total] = others;
            }
          }
          // What is not longer goes on at once, in declared order.
          beginnings.unshift(...longer);
        }
      }
      if (found.length >= most) break;
    }
    return found;
  }
}
