// A question that one key answers: its lines fit the window, and the first key that means something counts.

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Choice, choiceLines, chosen } from "../../../core/cli/control/menu.ts";
import { createStyle } from "../../../core/report/style.ts";
import { width } from "../../../core/report/width.ts";

const choices: readonly Choice[] = [
  { key: "c", name: "continue" },
  { key: "q", name: "quit", text: "let what runs end, start nothing" },
  { key: "t", name: "terminate", text: "end what runs" },
];
const style = createStyle(false);

test("a line for each choice, names and texts in columns", () => {
  expect(choiceLines(choices, { columns: 80, style })).toEqual([
    "  c  continue",
    "  q  quit       let what runs end, start nothing",
    "  t  terminate  end what runs",
  ]);
});

test("no line is wider than the window, whatever a step is called", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: 200 }),
      fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1 }),
      (columns, names) => {
        const lines = choiceLines(
          names.map((name, index) => ({ key: String(index % 10), name, text: "failed" })),
          { columns, style },
        );
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
      },
    ),
  );
});

test("the first key that makes a choice counts, in either case; others are nothing", () => {
  expect(chosen("\rxQt", choices)?.name).toBe("quit");
  expect(chosen("\x1b[A", choices)).toBeUndefined();
});
