// Rounds of installation: what a package pre-depends on is configured, with all that it needs, before the package is unpacked.

import { expect, test } from "vitest";
import { installRounds } from "../../../stdlib/debian/install-rounds.ts";
import { resolvePackages } from "../../../stdlib/debian/resolve.ts";
import { index, stanza } from "./archive-text.ts";

function rounds(asked: readonly string[], base: readonly string[], ...stanzas: readonly string[]): object {
  const packages = resolvePackages(index(...stanzas), {
    packages: [...asked, ...base],
    architecture: "amd64",
    recommends: false,
    dependencies: true,
  });
  return Object.fromEntries(installRounds(packages, new Set(base), "amd64"));
}

test("what depends shares a round, what pre-depends comes in a later one", () => {
  expect(
    rounds(
      ["a"],
      [],
      stanza("a", { Depends: "b", "Pre-Depends": "c" }),
      stanza("b", { Depends: "d" }),
      stanza("c", { Depends: "e" }),
      stanza("d"),
      stanza("e"),
    ),
  ).toEqual({ a: 1, b: 0, c: 0, d: 0, e: 0 });
});

test("what a pre-dependency depends on is in no later round than it", () => {
  expect(
    rounds(["a"], [], stanza("a", { "Pre-Depends": "b" }), stanza("b", { Depends: "c" }), stanza("c", { "Pre-Depends": "d" }), stanza("d")),
  ).toEqual({ a: 2, b: 1, c: 1, d: 0 });
});

test("the base and all that it depends on is round 0, the rest comes after it", () => {
  expect(
    rounds(
      ["a"],
      ["base"],
      stanza("base", { "Pre-Depends": "lib" }),
      stanza("lib", { Depends: "base" }),
      stanza("a", { "Pre-Depends": "lib" }),
      stanza("more"),
    ),
  ).toEqual({ a: 1, base: 0, lib: 0 });
});

test("packages that need one another share a round", () => {
  expect(
    rounds(["a"], [], stanza("a", { Depends: "b" }), stanza("b", { Depends: "a, c", "Pre-Depends": "d" }), stanza("c"), stanza("d")),
  ).toEqual({ a: 1, b: 1, c: 0, d: 0 });
});

test("a provided name counts as the package that provides it", () => {
  expect(rounds(["a"], [], stanza("a", { "Pre-Depends": "virtual" }), stanza("p", { Provides: "virtual" }))).toEqual({ a: 1, p: 0 });
});
