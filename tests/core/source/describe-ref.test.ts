// What a person reads of a pin that moved.

import { expect, test } from "vitest";
import { describeMove } from "../../../core/source/describe-ref.ts";

const SHA = "9f2c4d".padEnd(64, "0");

test("a digest is shortened, and a name goes before it", () => {
  expect(describeMove({ kind: "git", inputs: ["https://git.example/x", "v1.*"], to: { ref: SHA.slice(0, 40), tag: "v1.4.2" } })).toEqual({
    source: "git https://git.example/x",
    to: "v1.4.2, 9f2c4d000000",
  });
});

test("a list of packages is counted, and what differs of it", () => {
  const packages = (...names: readonly (readonly [string, string])[]) => names.map(([name, version]) => ({ name, version }));
  const from = { packages: packages(["a", "1"], ["b", "1"], ["c", "1"]) };
  const to = { packages: packages(["a", "2"], ["b", "1"], ["d", "1"], ["e", "1"]) };
  expect(describeMove({ kind: "debian", inputs: [[{ mirror: "debian" }], ["a"]], from, to })).toEqual({
    source: "debian a",
    from: "3 packages",
    to: "4 packages (1 changed, 2 added, 1 removed)",
  });
});

test("what has no name is shown as it is, cut short", () => {
  expect(describeMove({ kind: "x", inputs: [], to: { a: 1 } })).toEqual({ source: "x", to: '{"a":1}' });
  expect(describeMove({ kind: "x", inputs: [], to: { text: "y".repeat(100) } }).to).toHaveLength(58);
});
