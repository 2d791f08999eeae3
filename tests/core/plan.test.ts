// Staging order, demand, and what stands in a key.

import fc from "fast-check";
import { expect, test } from "vitest";
import { elementKey, manifestOf } from "../../core/key/manifest.ts";
import type { Edge } from "../../core/model/graph.ts";
import { manifestChanges } from "../../core/plan/explain.ts";
import { definitionKeys } from "../../core/plan/keys.ts";
import { runtimeClosure, stagingOrder } from "../../core/plan/staging-order.ts";
import { demand } from "../../core/run/demand.ts";
import { schedule } from "../../core/run/scheduler.ts";
import { chainOf, edge, element, graph, runRecipe } from "./graphs.ts";

test("dependencies are staged in declared order, each after what it needs at run time", () => {
  const project = chainOf([], [edge(0)], [], [edge(2), edge(1)]);
  expect(stagingOrder(project, 3)).toEqual([
    { element: 2, at: "/" },
    { element: 0, at: "/" },
    { element: 1, at: "/" },
  ]);
});

test("what a dependency was built with is not staged with it", () => {
  const project = chainOf([], [edge(0, "build")], [edge(1)]);
  expect(stagingOrder(project, 2)).toEqual([{ element: 1, at: "/" }]);
});

test("what a dependency needs at run time follows it to its place", () => {
  const project = chainOf([], [edge(0, "runtime")], [edge(1, "build", "/sysroot"), edge(0, "build")]);
  expect(stagingOrder(project, 2)).toEqual([
    { element: 0, at: "/sysroot" },
    { element: 1, at: "/sysroot" },
    { element: 0, at: "/" },
  ]);
});

test("a chain of 20,000 elements is closed without recursion", () => {
  const project = chainOf(...Array.from({ length: 20_000 }, (_, index) => (index === 0 ? [] : [edge(index - 1)])));
  expect(runtimeClosure(project, 19_999)).toHaveLength(20_000);
});

test("what stands below a record is not wanted", () => {
  const project = chainOf([], [edge(0, "build")], [edge(1, "build")]);
  const wanted = demand(project, { targets: [2] }, (id) => id === 1);
  expect([...wanted.elements]).toEqual([1, 2]);
  expect([...wanted.missing]).toEqual([2]);
});

test("what a record needs at run time is wanted", () => {
  const project = chainOf([], [edge(0, "runtime")]);
  expect(demand(project, { targets: [1] }, (id) => id === 1).elements).toEqual([0, 1]);
});

test("no element starts before all it stages is usable, whatever the graph", async () => {
  await fc.assert(
    fc.asyncProperty(randomGraph(), fc.infiniteStream(fc.integer({ min: 0, max: 3 })), async (edges, delays) => {
      const project = chainOf(...edges);
      const all = edges.map((_, id) => id);
      const made = new Set<number>();
      await schedule({
        graph: project,
        elements: all,
        missing: new Set(all),
        mayStart: () => true,
        make: async (id) => {
          for (const staged of stagingOrder(project, id)) expect(made).toContain(staged.element);
          for (let turns = delays.next().value ?? 0; turns > 0; turns--) await Promise.resolve();
          made.add(id);
          return true;
        },
      });
      expect(made.size).toBe(all.length);
    }),
  );
});

test("what stands above a failed element is not started, everything else is", async () => {
  const project = chainOf([], [edge(0)], [], [edge(2)]);
  const started: number[] = [];
  await schedule({
    graph: project,
    elements: [0, 1, 2, 3],
    missing: new Set([0, 1, 2, 3]),
    mayStart: () => true,
    make: async (id) => {
      started.push(id);
      return id !== 0;
    },
  });
  expect(started).toEqual([0, 2, 3]);
});

test("names, places, descriptions and step names are in no key", () => {
  const key = (parts: object) =>
    elementKey(
      manifestOf({ element: element({ recipe: runRecipe("true"), ...parts }), architecture: "x86_64", dependencies: [], sources: [] }),
    );
  const plain = key({});
  expect(key({ names: ["a/b"] })).toBe(plain);
  expect(key({ place: [{ file: "build.config.ts", line: 3 }] })).toBe(plain);
  expect(key({ description: "text" })).toBe(plain);
  expect(key({ variables: { prefix: "/usr" } })).toBe(plain);
  expect(key({ recipe: { ...runRecipe(), steps: [{ name: "other", commands: ["true"] }] } })).toBe(plain);
  expect(key({ environment: [["JOBS", "4"]], environmentNocache: ["JOBS"] })).toBe(plain);
  expect(key({ environment: [["JOBS", "4"]] })).not.toBe(plain);
  expect(key({ recipe: runRecipe("false") })).not.toBe(plain);
});

test("the order of dependencies is in the key", () => {
  const keyOfTop = (...edges: Edge[]) =>
    definitionKeys({
      graph: graph([element({ integration: ["a"] }), element({ integration: ["b"] }), element({ edges })]),
      architecture: "x86_64",
      elements: [0, 1, 2],
      sourceKey: () => undefined,
    }).of.get(2)?.key;
  expect(keyOfTop(edge(0), edge(1))).not.toBe(keyOfTop(edge(1), edge(0)));
});

test("a change far below reaches the key through run-time dependencies only by run keys", () => {
  const keyOfTop = (integration: string) =>
    definitionKeys({
      graph: graph([
        element({ integration: [integration] }),
        element({ edges: [edge(0, "runtime")] }),
        element({ edges: [edge(1, "build")] }),
      ]),
      architecture: "x86_64",
      elements: [0, 1, 2],
      sourceKey: () => undefined,
    }).of;
  const before = keyOfTop("a");
  const after = keyOfTop("b");
  expect(after.get(1)?.key).toBe(before.get(1)?.key);
  expect(after.get(2)?.key).not.toBe(before.get(2)?.key);
});

test("the difference of two manifests names each path that changed", () => {
  expect(manifestChanges({ recipe: { commands: ["a", "b"] }, gone: 1 }, { recipe: { commands: ["a", "c", "d"] } })).toEqual([
    { path: "recipe.commands[1]", from: "b", to: "c" },
    { path: "recipe.commands[2]", to: "d" },
    { path: "gone", from: 1 },
  ]);
});

/** For each element, edges to earlier ones. */
function randomGraph(): fc.Arbitrary<readonly (readonly Edge[])[]> {
  const types = fc.constantFrom("build", "runtime", "all");
  const list = fc.array(fc.tuple(fc.nat(), types), { maxLength: 4 });
  return fc
    .array(list, { minLength: 1, maxLength: 12 })
    .map((lists) =>
      lists.map((edges, id) => (id === 0 ? [] : edges.map(([to, type]) => ({ to: to % id, type: type as Edge["type"], at: "/" })))),
    );
}
