// When elements start: after what they stage is usable, never twice, and not at all once nothing may start any more.

import { expect, test } from "vitest";
import type { Graph } from "../../../core/model/graph.ts";
import type { ElementId } from "../../../core/model/ids.ts";
import { schedule } from "../../../core/run/scheduler.ts";
import { chainOf, edge } from "../graphs.ts";

interface Running {
  readonly id: ElementId;
  readonly end: (ok: boolean) => void;
}

/** Runs a schedule whose elements end when the test says so. */
function start(
  graph: Graph,
  { missing, mayStart = () => true }: { readonly missing?: readonly ElementId[]; readonly mayStart?: () => boolean } = {},
) {
  const running: Running[] = [];
  const started: ElementId[] = [];
  let over = false;
  const elements = [...graph.elements.keys()];
  const done = schedule({
    graph,
    elements,
    missing: new Set(missing ?? elements),
    make: (id) => {
      started.push(id);
      return new Promise((end) => running.push({ id, end }));
    },
    mayStart,
  }).then(() => {
    over = true;
  });
  return {
    started,
    done,
    isOver: () => over,
    async end(id: ElementId, ok = true): Promise<void> {
      const index = running.findIndex((job) => job.id === id);
      running.splice(index, 1)[0]?.end(ok);
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

test("elements without dependencies start at once, their dependants when they are made", async () => {
  const run = start(chainOf([], [], [edge(0), edge(1)]));
  expect(run.started).toEqual([0, 1]);
  await run.end(0);
  expect(run.started).toEqual([0, 1]);
  await run.end(1);
  expect(run.started).toEqual([0, 1, 2]);
  await run.end(2);
  await run.done;
});

test("a dependency is usable only when what it needs at run time is", async () => {
  // 2 is built with 1, which needs 0 at run time.
  const run = start(chainOf([], [edge(0, "runtime")], [edge(1, "build")]));
  expect(run.started).toEqual([0, 1]);
  await run.end(1);
  expect(run.started).toEqual([0, 1]);
  await run.end(0);
  expect(run.started).toEqual([0, 1, 2]);
  await run.end(2);
  await run.done;
});

test("what is on record is not made, but what needs it waits for its run-time needs", async () => {
  const run = start(chainOf([], [edge(0, "runtime")], [edge(1, "build")]), { missing: [0, 2] });
  expect(run.started).toEqual([0]);
  await run.end(0);
  expect(run.started).toEqual([0, 2]);
  await run.end(2);
  await run.done;
});

test("a failure keeps what needs it from starting, and nothing else", async () => {
  const run = start(chainOf([], [], [edge(0)], [edge(1)]));
  await run.end(0, false);
  await run.end(1);
  expect(run.started).toEqual([0, 1, 3]);
  await run.end(3);
  await run.done;
});

test("once nothing may start, what runs ends and that is all", async () => {
  let open = true;
  const run = start(chainOf([], [], [edge(0)]), { mayStart: () => open });
  open = false;
  await run.end(0);
  expect(run.isOver()).toBe(false);
  await run.end(1);
  await run.done;
  expect(run.started).toEqual([0, 1]);
});

test("nothing to make ends at once", async () => {
  const run = start(chainOf([], [edge(0)]), { missing: [] });
  await run.done;
  expect(run.started).toEqual([]);
});

test("a chain of 20,000 needs no stack", async () => {
  const graph = chainOf(...Array.from({ length: 20_000 }, (_, id) => (id === 0 ? [] : [edge(id - 1)])));
  const order: ElementId[] = [];
  await schedule({
    graph,
    elements: [...graph.elements.keys()],
    missing: new Set(graph.elements.keys()),
    make: (id) => {
      order.push(id);
      return Promise.resolve(true);
    },
    mayStart: () => true,
  });
  expect(order).toEqual([...graph.elements.keys()]);
});
