// Which chain decided how long a run took.

import { expect, test } from "vitest";
import { decidingChain, type MadeSpan } from "../../../core/run/critical-path.ts";
import { chainOf, edge } from "../graphs.ts";

const spans = (times: { readonly [id: number]: readonly [number, number] }): ReadonlyMap<number, MadeSpan> =>
  new Map(Object.entries(times).map(([id, [began, ended]]) => [Number(id), { began, ended }]));

const chain = (...inputs: Parameters<typeof decidingChain>): readonly number[] => decidingChain(...inputs).map(({ id }) => id);

test("back from what was done last, to what each waited for last", () => {
  // 3 is built with 1 and 2, both with 0; 4 needs nothing and was done sooner.
  const graph = chainOf([], [edge(0)], [edge(0)], [edge(1), edge(2)], []);
  expect(chain(graph, spans({ 0: [0, 10], 1: [10, 20], 2: [10, 50], 3: [50, 60], 4: [0, 55] }))).toEqual([0, 2, 3]);
});

test("what a dependency needs at run time is waited for, too; what was not made is no link", () => {
  // 2 is built with 1, which runs with 0.
  const graph = chainOf([], [edge(0, "runtime")], [edge(1, "build")]);
  expect(chain(graph, spans({ 0: [0, 40], 2: [40, 50] }))).toEqual([0, 2]);
  expect(chain(graph, spans({ 2: [40, 50] }))).toEqual([2]);
  expect(chain(graph, spans({}))).toEqual([]);
});
