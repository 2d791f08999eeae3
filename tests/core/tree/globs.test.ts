// Patterns of paths, by the incumbent's rules.

import fc from "fast-check";
import { expect, test } from "vitest";
import { compileGlobs } from "../../../core/tree/globs.ts";
import { isWellFormed } from "./arbitrary.ts";

function matches(pattern: string, path: string): boolean {
  return compileGlobs([pattern])(path);
}

test.each([
  ["/usr/bin/*", "/usr/bin/a", true],
  ["/usr/bin/*", "/usr/bin/a/b", false],
  ["/usr/bin/*", "/usr/bin", false],
  ["/usr/bin/*", "/usr/bin/.hidden", true],
  ["/usr/bin", "/usr/bin", true],
  ["/usr/**", "/usr/a/b/c", true],
  ["/usr/**", "/usr", false],
  ["/usr/**/x", "/usr/x", false],
  ["/usr/**x", "/usr/x", true],
  ["/lib*.so*", "/libc.so.6", true],
  ["/lib?.so", "/libé.so", true],
  ["/lib?.so", "/lib/.so", false],
  ["/?", "/😀", true],
  ["/[ab]", "/a", true],
  ["/[!ab]", "/c", true],
  ["/[!ab]", "/a", false],
  ["/[^a]", "/^", true],
  ["/[]a]", "/]", true],
  ["/[a-c]x", "/bx", true],
  ["/[c-a]x", "/bx", false],
  ["/[a", "/[a", true],
  ["/a.b", "/axb", false],
  ["/a\nb*", "/a\nbc\nd", true],
  ["/(a|b)", "/(a|b)", true],
  ["/(a|b)", "/a", false],
])("%s and %s: %s", (pattern, path, expected) => {
  expect(matches(pattern, path)).toBe(expected);
});

test("no pattern matches nothing, several match what any of them matches", () => {
  expect(compileGlobs([])("/a")).toBe(false);
  expect(["/a", "/b", "/c"].map(compileGlobs(["/a", "/b"]))).toEqual([true, true, false]);
});

test("a pattern without special characters matches itself only", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 8 }).filter((each) => isWellFormed(each) && !/[*?[]/.test(each));
  fc.assert(
    fc.property(text, text, (pattern, path) => {
      expect(matches(pattern, path)).toBe(pattern === path);
    }),
  );
});

test("stars are what a matcher by hand says", () => {
  const pattern = fc.array(fc.constantFrom("a", "b", "/", "*", "**", "?"), { maxLength: 6 }).map((parts) => parts.join(""));
  const path = fc.array(fc.constantFrom("a", "b", "/"), { maxLength: 6 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(pattern, path, (glob, text) => {
      expect(matches(glob, text), `${glob} ${text}`).toBe(byHand(glob, text));
    }),
    { numRuns: 2000 },
  );
});

function byHand(glob: string, text: string): boolean {
  if (glob === "") return text === "";
  const crosses = glob.startsWith("**");
  if (glob[0] === "*") {
    const rest = glob.slice(crosses ? 2 : 1);
    for (let taken = 0; taken <= text.length; taken++) {
      if (byHand(rest, text.slice(taken))) return true;
      if (text[taken] === "/" && !crosses) return false;
    }
    return false;
  }
  if (text === "" || (glob[0] === "?" ? text[0] === "/" : glob[0] !== text[0])) return false;
  return byHand(glob.slice(1), text.slice(1));
}
