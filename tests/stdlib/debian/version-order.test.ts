// Debian's order of versions is dpkg's, whatever two versions are compared.

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, satisfiesVersion } from "../../../stdlib/debian/version-order.ts";

test("agrees with dpkg on versions that differ in little", () => {
  const pairs = fc.sample(
    fc.tuple(version(), version(), fc.boolean()).map(([a, b, isNear]) => (isNear ? [a, nearby(a, b)] : [a, b])),
    {
      numRuns: 400,
      seed: 20111111,
    },
  );
  expect(pairs.map(([a = "", b = ""]) => `${a} ${sign(compareVersions(a, b))} ${b}`)).toEqual(dpkgOrder(pairs));
});

test("sorts the versions that Debian's policy explains", () => {
  const sorted = [
    "1.0~~",
    "1.0~~a",
    "1.0~",
    "1.0~rc1",
    "1.0-0~bpo1",
    "1.0",
    "1.0-1",
    "1.0-1+b1",
    "1.0-1+deb12u1",
    "1.0a",
    "1.0+1",
    "1.0.1",
    "1.9",
    "1.10",
    "1:0.1",
  ];
  expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted);
});

test("a missing revision and one of zero are equal, and so are numbers with zeros before them", () => {
  expect(compareVersions("1.0", "1.0-0")).toBe(0);
  expect(compareVersions("1.007", "1.7")).toBe(0);
  expect(compareVersions("0:1", "1")).toBe(0);
});

test("knows the operators, the old ones included", () => {
  const holds = ["<<", "<=", "<", "=", ">=", ">", ">>"].map((operator) =>
    ["1", "2", "3"].map((one) => satisfiesVersion(one, operator, "2")),
  );
  expect(holds).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, false],
    [false, true, false],
    [false, true, true],
    [false, true, true],
    [false, false, true],
  ]);
});

/** Versions that dpkg takes: they begin with a digit, and only what has a revision may hold dashes before it. */
function version(): fc.Arbitrary<string> {
  const token = fc.constantFrom("0", "1", "00", "10", "9", "a", "b", "Z", ".", "+", "~", "~~", "rc", "deb12u1");
  const part = fc.array(token, { maxLength: 5 }).map((tokens) => tokens.join(""));
  return fc
    .record({
      epoch: fc.constantFrom("", "0:", "1:", "12:"),
      first: fc.constantFrom("0", "1", "2", "10"),
      rest: part,
      revision: fc.option(part),
    })
    .map(({ epoch, first, rest, revision }) => `${epoch}${first}${rest}${revision === null || revision === "" ? "" : `-${revision}`}`);
}

/** The one version with something of the other behind it. */
function nearby(version: string, other: string): string {
  return `${version}${other.replace(/^\d+:/, "").slice(0, 2).replace(/[-:]/g, "+")}`;
}

function sign(order: number): string {
  return order < 0 ? "<" : order > 0 ? ">" : "=";
}

/** One shell asks dpkg about all pairs. */
function dpkgOrder(pairs: readonly (readonly string[])[]): readonly string[] {
  const script = `while read -r a b; do
    if dpkg --compare-versions "$a" lt "$b"; then echo "$a < $b"; elif dpkg --compare-versions "$a" gt "$b"; then echo "$a > $b"; else echo "$a = $b"; fi
  done`;
  const input = pairs.map((pair) => pair.join(" ")).join("\n");
  return execFileSync("sh", ["-c", script], { input: `${input}\n`, encoding: "utf8" })
    .trimEnd()
    .split("\n");
}
