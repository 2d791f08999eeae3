// What is written to a terminal: a small terminal of our own takes it, so that the test sees what a person would.

import { expect, test } from "vitest";
import { Screen } from "../../../core/report/screen.ts";
import { recorder } from "./run-events.ts";

/** The lines on a terminal of this width after a text with the few control sequences that the screen uses. */
function shown(text: string, columns: number): readonly string[] {
  const lines = [""];
  let row = 0;
  for (const [, up, erase, other] of text.matchAll(/\x1b\[(\d+)A|(\x1b\[J)|(?:\x1b\[\?25[lh])|([^\x1b])/g)) {
    if (up !== undefined) row = Math.max(0, row - Number(up));
    else if (erase !== undefined) {
      lines.length = row;
      lines.push("");
    } else if (other === "\n") {
      row++;
      lines[row] ??= "";
    } else if (other !== undefined && other !== "\r") {
      if ((lines[row] ?? "").length === columns) lines[++row] = "";
      lines[row] += other;
    }
  }
  return lines;
}

test("finished lines scroll above, the frame is drawn over itself", () => {
  const output = recorder(20);
  const screen = new Screen(output);
  screen.paint(["0 of 2", "building a"]);
  screen.scroll(["built a"]);
  screen.paint(["1 of 2", "building b"]);
  expect(shown(output.text(), 20)).toEqual(["built a", "1 of 2", "building b", ""]);
  screen.scroll(["built b"]);
  screen.end();
  expect(shown(output.text(), 20)).toEqual(["built a", "built b", ""]);
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
  const narrow = output.text().replace("123456789012", "1234567890\n12");
  expect(shown(narrow, 10)).toEqual(["new", ""]);
});

test("the cursor comes back", () => {
  const output = recorder();
  const screen = new Screen(output);
  screen.paint(["x"]);
  screen.end();
  expect(output.text().lastIndexOf("\x1b[?25h")).toBeGreaterThan(output.text().lastIndexOf("\x1b[?25l"));
});
