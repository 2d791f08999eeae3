// The ways between elements, and who needs one: over graphs written by hand and drawn at random.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dependantsOf } from "../../core/plan/dependants.ts";
import { waysBetween } from "../../core/plan/paths.ts";
import { selectElements } from "../../core/plan/select-elements.ts";
import { isRuntimeEdge } from "../../core/plan/staging-order.ts";
import { chainOf, edge } from "./graphs.ts";

const every = { follows: () => true, most: 100 };

test("ways are found shortest first, with all edges of each step", () => {
  // 3 needs 0 directly (twice), by 1, and by 2 and 1.
  const graph = chainOf([], [edge(0, "build")], [edge(1, "runtime")], [edge(2), edge(1), edge(0, "build"), edge(0, "runtime")]);
  const { paths, count } = waysBetween(graph, 3, 0, every);
  expect(count).toBe(3n);
  expect(paths.map((path) => path.map(({ element }) => element))).toEqual([
    [3, 0],
    [3, 1, 0],
    [3, 2, 1, 0],
  ]);
  expect(paths[0]?.[1]?.edges.map(({ type }) => type)).toEqual(["build", "runtime"]);
  expect(waysBetween(graph, 3, 0, { ...every, follows: isRuntimeEdge }).count).toBe(1n);
  expect(waysBetween(graph, 0, 3, every)).toEqual({ paths: [], count: 0n });
});

test("more ways than could be listed are counted, and the shortest of them listed, at once", () => {
  // 200 layers of two, each needing both below it: 2^199 ways, and one that skips a layer.
  const layers = Array.from({ length: 200 }, (_, layer) => (layer === 0 ? [[], []] : twice([edge(2 * layer - 2), edge(2 * layer - 1)])));
  const graph = chainOf(...layers.flat());
  const { paths, count } = waysBetween(graph, 399, 0, { ...every, most: 2 });
  expect(count).toBe(2n ** 198n);
  expect(paths).toHaveLength(2);
});

const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 2, maxLength: 9 })
  .map((lists) => chainOf(...lists.map((list, id) => (id === 0 ? [] : [...new Set(list.map((to) => to % id))].map((to) => edge(to))))));

test("the ways are those that walking finds", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const end = graph.elements.length - 1;
      const walked: number[][] = [];
      const walk = (path: number[]): void => {
        const last = path.at(-1) ?? 0;
        if (last === 0) walked.push(path);
        else for (const { to } of graph.elements[last]?.edges ?? []) walk([...path, to]);
      };
      walk([end]);
      const { paths, count } = waysBetween(graph, end, 0, { ...every, most: 1000 });
      expect(Number(count)).toBe(walked.length);
      const listed = paths.map((path) => path.map(({ element }) => element));
      expect(new Set(listed.map(String))).toEqual(new Set(walked.map(String)));
      expect(listed.map(({ length }) => length)).toEqual(listed.map(({ length }) => length).sort((a, b) => a - b));
    }),
  );
});

test("dependants are those that reach it, each as near as the shortest way says", () => {
  fc.assert(
    fc.property(graphs, fc.nat(), (graph, any) => {
      const root = any % graph.elements.length;
      const found = new Map(dependantsOf(graph, root, () => true).map((dependant) => [dependant.element, dependant]));
      for (const id of graph.elements.keys()) {
        if (id === root) continue;
        const [path] = waysBetween(graph, id, root, { ...every, most: 1 }).paths;
        expect(found.get(id)?.distance).toBe(path && path.length - 1);
      }
    }),
  );
});

test("what is left out goes with what only it leads to", () => {
  fc.assert(
    fc.property(graphs, fc.nat(), (graph, any) => {
      const root = graph.elements.length - 1;
      const except = any % graph.elements.length;
      const kept = selectElements(graph, [root], { deps: "all", except: [except] });
      for (const id of graph.elements.keys()) {
        const reached =
          id === root || waysBetween(graph, root, id, every).paths.some((path) => !path.some(({ element }) => element === except));
        expect(kept.includes(id)).toBe(reached && id !== except && except !== root);
      }
    }),
  );
});

function twice<Value>(value: Value): readonly [Value, Value] {
  return [value, value];
}
