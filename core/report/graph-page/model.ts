// What the page reckons from a graph once: who needs whom, how deep each element lies, the longest chain by time.
//
// Pure. Elements are numbers, dependencies before dependants; everything is one pass over the edges.

import type { GraphView } from "../graph-view.ts";

export interface PageModel {
  readonly view: GraphView;
  readonly names: readonly string[];
  /** Direct dependencies and dependants, each once. */
  readonly needs: readonly (readonly number[])[];
  readonly neededBy: readonly (readonly number[])[];
  /** Edges to the deepest dependency: 0 for what needs nothing. */
  readonly level: readonly number[];
  readonly levels: number;
  readonly time: readonly number[];
  /** The chain of dependencies that takes longest to make one after the other, first to last. */
  readonly critical: readonly number[];
  readonly criticalTime: number;
  readonly byName: ReadonlyMap<string, number>;
}

export function pageModel(view: GraphView): PageModel {
  const { elements } = view;
  const needs = elements.map(({ edges }) => [...new Set(edges.map(({ to }) => to))]);
  const neededBy: number[][] = elements.map(() => []);
  for (const [id, list] of needs.entries()) for (const to of list) neededBy[to]?.push(id);
  const level: number[] = [];
  const time = elements.map(({ milliseconds = 0 }) => milliseconds);
  const chain: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [id, list] of needs.entries()) {
    level.push(list.reduce((deepest, to) => Math.max(deepest, (level[to] ?? 0) + 1), 0));
    const longest = list.reduce<number | undefined>(
      (best, to) => (best === undefined || (chain[to] ?? 0) > (chain[best] ?? 0) ? to : best),
      undefined,
    );
    before.push(longest);
    chain.push((time[id] ?? 0) + (longest === undefined ? 0 : (chain[longest] ?? 0)));
  }
  const end = chain.reduce((best, length, id) => (length > (chain[best] ?? 0) ? id : best), 0);
  const critical: number[] = [];
  if ((chain[end] ?? 0) > 0) for (let id: number | undefined = end; id !== undefined; id = before[id]) critical.unshift(id);
  return {
    view,
    names: elements.map(({ name }) => name),
    needs,
    neededBy,
    level,
    levels: level.reduce((most, one) => Math.max(most, one + 1), 1),
    time,
    critical,
    criticalTime: chain[end] ?? 0,
    byName: new Map(elements.map(({ name }, id) => [name, id])),
  };
}

/** What is reached from an element by lists of neighbours, without itself. */
export function reached(id: number, next: readonly (readonly number[])[]): ReadonlySet<number> {
  const seen = new Set<number>([id]);
  for (const one of seen) for (const other of next[one] ?? []) seen.add(other);
  seen.delete(id);
  return seen;
}

/** A span of time for people. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}
