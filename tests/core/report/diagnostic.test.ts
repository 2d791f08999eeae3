// Errors as people read them: code, sentence, the line of their file with a caret, facts, next steps.

import { expect, test } from "vitest";
import { renderBug, renderDiagnostic } from "../../../core/report/diagnostic.ts";
import { createStyle } from "../../../core/report/style.ts";

const style = createStyle(false);
const source = (): string => 'import { a } from "forge-build";\n\tconst image = compose({ include: ["runtime", "l10nn"] });\n';

test("a place with its line, related places, detail and help", () => {
  const lines = renderDiagnostic(
    {
      code: "FORGE1014",
      message: 'unknown domain "l10nn"',
      place: { file: "build.config.ts", line: 2, column: 47 },
      related: [{ message: "libgreet declares l10n", place: { file: "libs.ts", line: 22 } }],
      detail: ["declared: runtime devel"],
      help: 'did you mean "l10n"?\nforge show',
    },
    { style, columns: 80, source },
  );
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "error FORGE1014  unknown domain "l10nn"
      build.config.ts:2:47
          2 │   const image = compose({ include: ["runtime", "l10nn"] });
            │                                                ^
      also libgreet declares l10n libs.ts:22
      declared: runtime devel
      help: did you mean "l10n"?
            forge show"
  `);
});

test("a place whose file is not at hand stands alone", () => {
  const lines = renderDiagnostic({ code: "FORGE2003", message: "damaged", place: { file: "forge.lock", line: 2 } }, { style, columns: 80 });
  expect(lines).toEqual(["error FORGE2003  damaged", "  forge.lock:2"]);
});

test("a long line is cut to the window", () => {
  const long = `${"x".repeat(200)}\n`;
  const lines = renderDiagnostic(
    { code: "FORGE1002", message: "m", place: { file: "f", line: 1, column: 150 } },
    { style, columns: 60, source: () => long },
  );
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  expect(lines.some((line) => line.includes("^"))).toBe(false);
});

test("a fault of forge says so, and shows its stack only where that was asked for", () => {
  const error = new Error("internal: no element 7");
  const plain = renderBug(error, { style, stack: false }).join("\n");
  expect(plain).toContain("internal error  no element 7");
  expect(plain).not.toContain("    at ");
  expect(plain).toContain("--stack");
  expect(renderBug(error, { style, stack: true }).join("\n")).toContain("    at ");
});
