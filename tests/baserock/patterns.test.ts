// Expressions of split rules as patterns: equal where they say that they are.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileGlobs } from "../../core/tree/globs.ts";
import { fits, patternsOf } from "../../dsl/baserock/patterns.ts";

describe("patterns", () => {
  test.each([
    ["(usr/)?s?bin/.*", ["bin/**", "sbin/**", "usr/bin/**", "usr/sbin/**"]],
    [".*", ["**"]],
    ["etc/words$", ["etc/words"]],
    ["usr/lib/lib[^/]*\\.a$", ["usr/lib/lib*.a"]],
    ["a|b/c", ["a**", "b/c**"]],
    ["x[0-9]y", ["x[0-9]y**"]],
    ["x\\*y$", ["x[*]y"]],
  ])("%s", (expression, patterns) => {
    expect(patternsOf(expression)).toEqual({ patterns, exact: true });
  });

  test.each(["(\\.\\d+)*", "[a\\d]", "a+", "lib.", "lib.+", "[^a]", "[+-9]"])("%s is only nearly said", (expression) => {
    expect(patternsOf(expression)?.exact).toBe(false);
  });

  test.each(["(", "a)", "*a", "a{2}", "(?=a)", "[a", "\\1", "a^", "a$b", "(((((((((((((((((((((((a"])("%s is not read", (expression) => {
    expect(patternsOf(expression)).toBeUndefined();
  });

  test("one that is exact matches what the expression matches", () => {
    const piece = fc.constantFrom("usr/", "lib", ".*", "[^/]*", "\\.", "s?", "(a|b)", "(x/)?", ".", "\\d", "[^b]", "[a-s]", "[^/.]");
    const path = fc.stringMatching(/^(usr\/)?[absx/.0-9lib]{0,12}$/);
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), fc.boolean(), path, (pieces, ends, text) => {
        const expression = pieces.join("") + (ends ? "$" : "");
        const found = patternsOf(expression);
        if (!found?.exact || text === "") return;
        const wanted = new RegExp(`^(?:${expression})`).test(text);
        expect(compileGlobs(found.patterns.map((pattern) => `/${pattern}`))(`/${text}`)).toBe(wanted);
      }),
    );
  });

  test("matching takes no more than length times length", () => {
    expect(fits("*a".repeat(200), "a".repeat(2_000))).toBe(true);
    expect(fits(`${"*a".repeat(200)}b`, "a".repeat(2_000))).toBe(false);
  });
});
