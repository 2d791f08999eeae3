// The live view from first event to last, without a clock of its own: what scrolled, and the report at the end.

import { expect, test } from "vitest";
import { createLiveReporter } from "../../../core/report/live.ts";
import { screenOf } from "../../rig/terminal.ts";
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
