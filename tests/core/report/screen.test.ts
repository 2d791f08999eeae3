// What is written to a terminal: a small terminal of our own takes it, so that the test sees what a person would.

import fc from "fast-check";
import { expect, test } from "vitest";
import { Screen } from "../../../core/report/screen.ts";
import { screenOf } from "../../rig/screen.ts";
import { recorder } from "./run-events.ts";

test("finished lines scroll above, the frame is drawn over itself", () => {
  const output = recorder(20);
  const screen = new Screen(output);
  screen.paint(["0 of 2", "building a"]);
  screen.scroll(["built a"]);
  screen.paint(["1 of 2", "building b"]);
  expect(screenOf(output.text(), 20)).toEqual(["built a", "1 of 2", "building b", ""]);
  screen.scroll(["built b"]);
  screen.end();
  expect(screenOf(output.text(), 20)).toEqual(["built a", "built b", ""]);
});

test("what did not change is not written again", () => {
  const output = recorder(20);
  const screen = new Screen(output);
  screen.paint(["same"]);
  const before = output.text();
  screen.paint(["same"]);
  expect(output.text()).toBe(before);
});

test("a frame that wrapped in a window made narrower is erased whole", () => {
  const output = { ...recorder(20), columns: 20 };
  const screen = new Screen(output);
  screen.paint(["123456789012", "x"]);
  output.columns = 10;
  screen.paint(["new"]);
  const narrow = output.text().replace("123456789012\x1b[K", "1234567890\n12");
  expect(screenOf(narrow, 10)).toEqual(["new", ""]);
});

test("the cursor comes back", () => {
  const output = recorder();
  const screen = new Screen(output);
  screen.paint(["x"]);
  screen.end();
  expect(output.text().lastIndexOf("\x1b[?25h")).toBeGreaterThan(output.text().lastIndexOf("\x1b[?25l"));
});

test("only the lines that changed are written", () => {
  const output = recorder(20);
  const screen = new Screen(output);
  screen.paint(["first", "second", "third", "fourth"]);
  const before = output.text().length;
  screen.paint(["first", "SECOND", "third", "FOURTH"]);
  const written = output.text().slice(before);
  expect(written).not.toContain("first");
  expect(written).not.toContain("third");
  expect(screenOf(output.text(), 20)).toEqual(["first", "SECOND", "third", "FOURTH", ""]);
});

test("whatever is painted and scrolls, every line that scrolled is there once, above the last frame, and nothing else", () => {
  const line = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 12 }).map((text) => text.trim());
  const scrolled = fc.record({ type: fc.constant("scroll" as const), lines: fc.array(line, { maxLength: 3 }) });
  const painted = fc.record({ type: fc.constant("paint" as const), lines: fc.array(line, { minLength: 1, maxLength: 6 }) });
  fc.assert(
    fc.property(fc.array(fc.oneof(scrolled, painted), { maxLength: 20 }), fc.array(line, { minLength: 1, maxLength: 4 }), (acts, last) => {
      const output = recorder(12);
      const screen = new Screen(output);
      const above: string[] = [];
      for (const { type, lines } of acts) {
        if (type === "paint") screen.paint(lines);
        else {
          screen.scroll(lines);
          above.push(...lines);
        }
      }
      screen.paint(last);
      expect(screenOf(output.text(), 12)).toEqual([...above, ...last, ""]);
      screen.end();
      expect(screenOf(output.text(), 12)).toEqual([...above, ""]);
    }),
  );
});
