// The frame below a running build, at fixed moments and in fixed windows, whole.

import { expect, test } from "vitest";
import type { BuildEvent } from "../../../core/model/events.ts";
import { frame } from "../../../core/report/frame.ts";
import { advance, NOTHING } from "../../../core/report/progress.ts";
import { createStyle } from "../../../core/report/style.ts";
import { width } from "../../../core/report/width.ts";
import { failingRun } from "./run-events.ts";

const style = createStyle(false);

function frameAt(events: readonly BuildEvent[], now: number, { columns = 60, rows = 24 } = {}): readonly string[] {
  return frame(events.reduce(advance, NOTHING), now, { columns, rows, style });
}

const until = (time: number): readonly BuildEvent[] => failingRun.filter((event) => event.time <= time);

test("before there is a plan", () => {
  expect(frameAt([], 12_000)).toEqual(["0:12"]);
});

test("two jobs run, the one that began first on top", () => {
  expect(frameAt(until(400), 5_400)).toMatchInlineSnapshot(`
    [
      "1 of 4  0:05  1 cached",
      "fetching  program                                       0:05",
      "building  library  run                                  0:05",
    ]
  `);
});

test("a job that ended has no line any more", () => {
  expect(frameAt(until(2000), 75_000)).toMatchInlineSnapshot(`
    [
      "2 of 4  1:15  1 built, 1 cached",
      "building  program  install                              1:13",
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
