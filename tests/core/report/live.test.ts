// The live view from first event to last, without a clock of its own: what scrolled, and the report at the end.

import { expect, test } from "vitest";
import { createLiveReporter } from "../../../core/report/live.ts";
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
