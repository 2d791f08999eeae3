// What a build must have, and what it leaves alone.

import { expect, test } from "vitest";
import { remainingPaths } from "../../../core/run/critical-path.ts";
import { demand } from "../../../core/run/demand.ts";
import { TokenPool } from "../../../core/run/pool.ts";
import { chainOf, edge } from "../graphs.ts";

test("what is on record wants only what it needs at run time", () => {
  // 3 is built with 2 and runs with 1; 1 is built with 0.
  const graph = chainOf([], [edge(0, "build")], [], [edge(2, "build"), edge(1, "runtime")]);
  const asked: number[] = [];
  const { elements, missing } = demand(graph, { targets: [3] }, (id) => {
    asked.push(id);
    return id === 3 || id === 1;
  });
  expect(elements).toEqual([1, 3]);
  expect([...missing]).toEqual([]);
  expect(asked.sort()).toEqual([1, 3]);
});

test("what is missing wants what it is built with, down to what is on record", () => {
  const graph = chainOf([], [edge(0)], [edge(1)], [edge(2)]);
  const { elements, missing } = demand(graph, { targets: [3] }, (id) => id === 1 || id === 0);
  expect(elements).toEqual([0, 1, 2, 3]);
  expect([...missing].sort()).toEqual([2, 3]);
});

test("the longest remaining chain counts, in milliseconds known from before", () => {
  const graph = chainOf([], [edge(0)], [edge(0)], [edge(2)]);
  const all = [0, 1, 2, 3];
  const paths = remainingPaths(graph, all, new Set(all), (id) => (id === 1 ? 50 : undefined));
  expect([...paths].sort(([a], [b]) => a - b)).toEqual([
    [0, 3000],
    [1, 50],
    [2, 2000],
    [3, 1000],
  ]);
});

test("a pool gives tokens to the most urgent first, and to equals in the order in which they asked", async () => {
  const pool = new TokenPool(1);
  const order: string[] = [];
  const job = (name: string, priority: number): Promise<void> =>
    pool.run(priority, async () => {
      order.push(name);
    });
  await Promise.all([job("first", 0), job("low", 1), job("high", 5), job("low too", 1), job("higher", 9)]);
  expect(order).toEqual(["first", "higher", "high", "low", "low too"]);
});

test("a job that throws gives its token back", async () => {
  const pool = new TokenPool(1);
  await expect(pool.run(0, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await pool.run(0, () => Promise.resolve(7))).toBe(7);
});

test("what takes several places waits for them, and nobody smaller overtakes it", async () => {
  const pool = new TokenPool(2);
  const order: string[] = [];
  let endFirst: () => void = () => undefined;
  const ended = new Promise<void>((end) => (endFirst = end));
  const first = pool.run(0, () => ended);
  const large = pool.run(1, async () => void order.push(`large, ${pool.taken} taken`), 5);
  const small = pool.run(0, async () => void order.push(`small, ${pool.taken} taken`));
  expect(pool.taken).toBe(1);
  endFirst();
  await Promise.all([first, large, small]);
  expect(order).toEqual(["large, 2 taken", "small, 1 taken"]);
});
