// The live view from first event to last, without a clock of its own: what scrolled, and the report at the end.

import { afterEach, expect, test, vi } from "vitest";
import type { BuildEvent } from "../../../core/model/events.ts";
import { createLiveReporter } from "../../../core/report/live.ts";
import { screenOf } from "../../rig/screen.ts";
import { failingRun, recorder, view } from "./run-events.ts";

test("finished work scrolls; the frame is gone at the end, and the report stands below", async () => {
  const output = recorder(72);
  const errors = recorder(72);
  let now = 0;
  const reporter = createLiveReporter({ ...view, output, errors, now: () => now });
  for (const event of failingRun) {
    now = event.time;
    reporter.emit(event);
  }
  await reporter.close();
  const text = output.text().replaceAll(/\x1b\[[0-9?]*[A-Za-z]/g, "");
  expect(text).toContain("built     library                   1.00 s");
  expect(text).toContain("failed: 1 failed, 1 built, 1 cached, 1 skipped in 3.35 s");
  expect(output.text()).toContain("\x1b[?25h");
  expect(errors.text()).toContain("FORGE3001");
});

test("a pause leaves the screen to somebody else, and what happened meanwhile is shown after it", async () => {
  const output = recorder(72);
  const reporter = createLiveReporter({ ...view, output, errors: recorder(72), now: () => 400 });
  const [before, after] = [failingRun.slice(0, 6), failingRun.slice(6, 9)];
  for (const event of before) reporter.emit(event);
  reporter.resume();
  reporter.pause();
  expect(screenOf(output.text()).join("\n")).not.toContain("building");
  const drawn = output.text();
  expect(drawn.endsWith("\x1b[?25h")).toBe(true);
  for (const event of after) reporter.emit(event);
  expect(output.text()).toBe(drawn);
  reporter.resume();
  expect(screenOf(output.text()).join("\n")).toContain("fetched   program");
  await reporter.close();
});

afterEach(() => vi.useRealTimers());

/** How often it wrote while so many milliseconds passed, with something done at each of them. */
async function writesDuring(
  milliseconds: number,
  each: (reporter: ReturnType<typeof createLiveReporter>, at: number) => void,
): Promise<number> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  let writes = 0;
  const output = { ...recorder(72), write: () => void writes++ };
  const reporter = createLiveReporter({ ...view, output, errors: recorder(72), now: () => performance.now() });
  for (const event of failingRun.slice(0, 6)) reporter.emit(event);
  await vi.advanceTimersByTimeAsync(1000);
  writes = 0;
  for (let at = 0; at < milliseconds; at++) {
    each(reporter, at);
    await vi.advanceTimersByTimeAsync(1);
  }
  const counted = writes;
  await reporter.close();
  return counted;
}

test("at rest it writes once a second", async () => {
  expect(await writesDuring(5000, () => undefined)).toBe(5);
});

test("however much happens, it writes no more than 15 times a second", async () => {
  const step = (at: number): BuildEvent => ({
    type: "job-step",
    time: at,
    job: 1,
    subject: { name: "library", kind: "script" },
    step: `step ${at}`,
  });
  const writes = await writesDuring(2000, (reporter, at) => reporter.emit(step(at)));
  expect(writes).toBeLessThanOrEqual(30);
  expect(writes).toBeGreaterThan(20);
});

test("in a pause it writes nothing, and looks at nothing", async () => {
  let looks = 0;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  const lastLine = (): undefined => void looks++;
  const reporter = createLiveReporter({ ...view, lastLine, output: recorder(72), errors: recorder(72), now: () => performance.now() });
  for (const event of failingRun.slice(0, 6)) reporter.emit(event);
  reporter.emit({ type: "job-log", time: 350, job: 1, log: "/home/me/logs/library.log" });
  await vi.advanceTimersByTimeAsync(1000);
  expect(looks).toBeGreaterThan(0);
  reporter.pause();
  looks = 0;
  await vi.advanceTimersByTimeAsync(1000);
  expect(looks).toBe(0);
  await reporter.close();
});
