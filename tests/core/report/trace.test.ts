// A trace is what Perfetto and Chrome open: the format's own rules, held against recorded runs and random ones.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { BuildEvent } from "../../../core/model/events.ts";
import { createTraceReporter } from "../../../core/report/trace.ts";
import { type TraceEntry, traceFaults } from "../../rig/trace.ts";
import { failingRun, longRun, recorder } from "./run-events.ts";

function traceOf(events: readonly BuildEvent[]): readonly TraceEntry[] {
  const output = recorder();
  const reporter = createTraceReporter(output);
  for (const event of events) reporter.emit(event);
  reporter.close();
  return JSON.parse(output.text());
}

const subject = { name: "library", kind: "script" };

test("a job with its phases and steps inside it, and the wait before it", () => {
  const entries = traceOf([
    { type: "evaluated", time: 300, cached: false, milliseconds: 250 },
    { type: "queued", time: 310, element: subject, queue: "build" },
    { type: "admitted", time: 350, element: subject, queue: "build", milliseconds: 40 },
    { type: "job-started", time: 350, job: 7, kind: "build", subject, why: { type: "new" } },
    { type: "job-phase", time: 350, job: 7, phase: "stage" },
    { type: "job-phase", time: 360, job: 7, phase: "sandbox" },
    { type: "job-step", time: 370, job: 7, subject, step: "build" },
    { type: "job-step", time: 400, job: 7, subject, step: "install" },
    { type: "job-phase", time: 420, job: 7, phase: "capture" },
    { type: "job-finished", time: 430, job: 7, kind: "build", subject, milliseconds: 80, ok: true },
  ]);
  expect(traceFaults(entries)).toEqual([]);
  const slices = entries.flatMap(({ ph, name, tid, ts, dur }) => (ph === "X" ? [`${tid} ${name} ${ts}+${dur}`] : []));
  expect(slices.sort()).toEqual([
    "0 evaluate 50000+250000",
    "1 build 370000+30000",
    "1 build library 350000+80000",
    "1 capture 420000+10000",
    "1 install 400000+20000",
    "1 sandbox 360000+60000",
    "1 stage 350000+10000",
  ]);
  expect(entries.filter(({ ph }) => ph === "b" || ph === "e").map(({ name, ts }) => [name, ts])).toEqual([
    ["library waits to build", 310_000],
    ["library waits to build", 350_000],
  ]);
});

test.each([
  ["a run with a failure", failingRun],
  ["a run that was stopped in its middle", longRun],
  ["a run of nothing", []],
])("%s", (_, events) => {
  expect(traceFaults(traceOf(events))).toEqual([]);
});

test("jobs that overlap have lanes of their own, whatever their times", () => {
  const job = fc.record({ start: fc.double({ min: 0, max: 50, noNaN: true }), length: fc.double({ min: 0, max: 20, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(job, { maxLength: 12 }), (jobs) => {
      const events = jobs.flatMap(({ start, length }, id): readonly BuildEvent[] => [
        { type: "job-started", time: start, job: id, kind: "build", subject },
        { type: "job-phase", time: start + length / 3, job: id, phase: "sandbox" },
        { type: "job-step", time: start + length / 2, job: id, subject, step: "build" },
        { type: "job-finished", time: start + length, job: id, kind: "build", subject, milliseconds: length, ok: true },
      ]);
      // Events of the same moment keep their order.
      expect(traceFaults(traceOf(events.toSorted((a, b) => a.time - b.time)))).toEqual([]);
    }),
  );
});
