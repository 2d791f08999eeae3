// The frame below a running build, at fixed moments and in fixed windows, whole.

import { expect, test } from "vitest";
import type { BuildEvent } from "../../../core/model/events.ts";
import { frame } from "../../../core/report/frame.ts";
import { advance, NOTHING } from "../../../core/report/progress.ts";
import { createStyle } from "../../../core/report/style.ts";
import { width } from "../../../core/report/width.ts";
import { failingRun, longRun } from "./run-events.ts";

const style = createStyle(false);

function frameAt(events: readonly BuildEvent[], now: number, { columns = 60, rows = 24 } = {}): readonly string[] {
  return frame(events.reduce(advance, NOTHING), now, { columns, rows, style, lastLine });
}

const printed: { readonly [log: string]: string } = {
  "/home/me/logs/gcc.log": "checking for suffix of object files... o",
  "/home/me/logs/books.log": "受信中 本の一覧 📚 12 %",
};
const lastLine = (log: string): string | undefined => printed[log];

const until = (time: number): readonly BuildEvent[] => failingRun.filter((event) => event.time <= time);

test("before there is a plan", () => {
  expect(frameAt([], 12_000)).toEqual(["0:12"]);
});

test("two jobs run, the one that began first on top", () => {
  expect(frameAt(until(400), 5_400)).toMatchInlineSnapshot(`
    [
      "━━━━━───────────────  1 of 4  0:05",
      "1 building  1 fetching  1 cached",
      "fetching  program                                       0:05",
      "building  library  run                                  0:05",
    ]
  `);
});

test("a job that ended has no line any more", () => {
  expect(frameAt(until(2000), 75_000)).toMatchInlineSnapshot(`
    [
      "━━━━━━━━━━──────────  2 of 4  1:15",
      "1 building  1 built, 1 cached",
      "building  program  install                              1:14",
    ]
  `);
});

test("no line is wider than the window, however narrow", () => {
  for (const columns of [1, 5, 10, 15, 20, 26, 30, 40]) {
    for (const line of frameAt(until(400), 3_700_000, { columns })) expect(width(line)).toBeLessThanOrEqual(columns);
  }
});

test("names in wide characters keep within the window", () => {
  const subject = { name: "図書館".repeat(20), kind: "script" };
  const lines = frameAt([{ type: "job-started", time: 0, job: 1, kind: "build", subject }], 1000, { columns: 40 });
  expect(lines[1]).toMatchInlineSnapshot(`"building  図書館図書館図書館図書…   0:01"`);
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(40);
});

test("more jobs than rows are counted", () => {
  const events = Array.from(
    { length: 10 },
    (_, job): BuildEvent => ({ type: "job-started", time: job, job, kind: "build", subject: { name: `e${job}`, kind: "script" } }),
  );
  expect(frameAt(events, 9, { rows: 6, columns: 30 })).toMatchInlineSnapshot(`
    [
      "0:00",
      "building  e0              0:00",
      "building  e1              0:00",
      "          … and 8 more",
    ]
  `);
});

test.each([40, 60, 80, 200])("a long build in a window of %i columns", (columns) => {
  const lines = frameAt(longRun, 125_000, { columns });
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
  expect(lines.join("\n")).toMatchSnapshot();
});

test("all clocks of a frame move at once", () => {
  const moments = Array.from({ length: 100 }, (_, index) => frameAt(longRun, 125_000 + index * 10).join("\n"));
  expect(new Set(moments).size).toBe(1);
  expect(frameAt(longRun, 126_000).join("\n")).not.toBe(moments[0]);
});

test("how long it still takes is not said where most of what is left was never built", () => {
  const expected = [
    { name: "a", path: 1000 },
    { name: "b", path: 1000 },
    { name: "c", milliseconds: 90_000, path: 90_000 },
  ];
  const planned: BuildEvent = { type: "planned", time: 0, elements: 3, cached: 0, targets: [], builders: 1, fetchers: 1, expected };
  expect(frameAt([planned], 0)[0]).not.toContain("left");
  const settled: BuildEvent = {
    type: "element-finished",
    time: 1,
    element: { name: "a", kind: "make" },
    outcome: "built",
    milliseconds: 1,
  };
  expect(frameAt([planned, settled], 2)[0]).toContain("about 3 min left");
});
