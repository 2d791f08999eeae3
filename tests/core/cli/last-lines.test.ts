// The last line of a log, however large it is and whatever programs write to it.

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lastLines } from "../../../core/cli/last-lines.ts";

function log(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), "forge-last-lines-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, "log"), text);
  return join(directory, "log");
}

test.each([
  ["one\ntwo\n", "two"],
  ["one\ntwo", "two"],
  ["one\n\n  \n", "one"],
  ["\x1b[32mgreen\x1b[0m\n", "green"],
  [" 1 %\r50 %\r99 %", "99 %"],
  ["", undefined],
  [`${"ä".repeat(2000)}\nend\n`, "end"],
])("of %j", (text, line) => {
  expect(lastLines()(log(text))).toBe(line);
});

test("a character that the look cuts in two is left out", () => {
  expect(lastLines()(log(`x${"ä".repeat(2000)}`))).toMatch(/^ä+$/);
});

test("a log that grew is read again; one that is gone has none", () => {
  const path = log("one\n");
  const lastLine = lastLines();
  expect(lastLine(path)).toBe("one");
  appendFileSync(path, "two\n");
  expect(lastLine(path)).toBe("two");
  rmSync(path);
  expect(lastLine(path)).toBeUndefined();
});
