// Laying mappings over one another: texts, lists and their directives, conditions, places; and that nothing is changed in place.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertComposed, compose, composeUnder, settleDirectives } from "../../dsl/bst/composite.ts";
import { type Plain, tree } from "../../dsl/bst/yaml/make.ts";
import { type Mapping, placeOf } from "../../dsl/bst/yaml/node.ts";
import { plain } from "../../dsl/bst/yaml/plain.ts";
import { readYaml } from "../../dsl/bst/yaml/read.ts";
import { errorText } from "./rig.ts";

type Tree = { readonly [key: string]: Plain };

function composed(...layers: readonly Tree[]): unknown {
  return plain(layers.map(tree).reduce(compose));
}

function refusal(...layers: readonly Tree[]): string {
  try {
    assertComposed(layers.map(tree).reduce(compose));
    return "accepted";
  } catch (error) {
    return errorText(error);
  }
}

describe("lists", () => {
  test.each<[string, Plain, Plain, Plain]>([
    ["a list replaces a list", ["a"], ["b"], ["b"]],
    ["(>) appends", ["a"], { "(>)": ["b", "c"] }, ["a", "b", "c"]],
    ["(<) prepends, in its own order", ["a"], { "(<)": ["b", "c"] }, ["b", "c", "a"]],
    ["both at once", ["a"], { "(<)": ["b"], "(>)": ["c"] }, ["b", "a", "c"]],
    ["(=) replaces, also together with others", ["a"], { "(=)": ["x"], "(>)": ["y"] }, ["x", "y"]],
    ["an empty (=) clears", ["a"], { "(=)": [] }, []],
    ["a list replaces directives that wait", { "(>)": ["a"] }, ["b"], ["b"]],
    ["directives add up outward", { "(<)": ["b"], "(>)": ["c"] }, { "(<)": ["a"], "(>)": ["d"] }, { "(<)": ["a", "b"], "(>)": ["c", "d"] }],
    ["(=) makes earlier directives void", { "(<)": ["a"], "(>)": ["b"] }, { "(=)": ["x"] }, { "(=)": ["x"] }],
    ["conditions are all kept", [{ a: { k: "v" } }], [{ b: {} }], [{ b: {} }]],
  ])("%s", (_, under, over, result) => {
    expect(composed({ list: under }, { list: over })).toEqual({ list: result });
  });

  test("of conditions concatenate", () => {
    expect(composed({ "(?)": [{ a: {} }] }, { "(?)": [{ b: {} }] })).toEqual({ "(?)": [{ a: {} }, { b: {} }] });
  });
});

describe("refusals", () => {
  test.each<[string, Tree, Tree]>([
    ['ILLEGAL_COMPOSITE -: a text cannot replace the sequence under "k"', { k: ["a"] }, { k: "b" }],
    ['ILLEGAL_COMPOSITE -: a text cannot replace the mapping under "k"', { k: {} }, { k: "b" }],
    ['ILLEGAL_COMPOSITE -: a list cannot replace the scalar under "k"', { k: "a" }, { k: ["b"] }],
    ['ILLEGAL_COMPOSITE -: a list cannot replace the mapping under "k"', { k: { x: "a" } }, { k: ["b"] }],
    ['ILLEGAL_COMPOSITE -: a mapping cannot replace the sequence under "k"', { k: ["a"] }, { k: { x: "b" } }],
    ['ILLEGAL_COMPOSITE -: list directives cannot work on the scalar under "k"', { k: "a" }, { k: { "(>)": ["b"] } }],
    ["INVALID_DATA -: list directives cannot stand beside other keys", { k: {} }, { k: { "(>)": ["b"], x: "y" } }],
    ["INVALID_DATA -: list directives cannot stand beside other keys", {}, { k: { deep: { "(>)": ["b"], x: "y" } } }],
    ['INVALID_DATA -: "(>)" must be a list', { k: ["a"] }, { k: { "(>)": "b" } }],
    ['TRAILING_LIST_DIRECTIVE -: "(>)" has no list to work on', {}, { k: { "(>)": ["b"] } }],
    ['TRAILING_LIST_DIRECTIVE -: "(=)" has no list to work on', {}, { k: [{ deep: { "(=)": ["b"] } }] }],
  ])("%s", (message, under, over) => {
    expect(refusal(under, over)).toBe(message);
  });
});

test("what waits for a list that nobody knows is taken as the list", () => {
  expect(plain(settleDirectives(tree({ k: { "(<)": ["a"], "(>)": ["b"] }, deep: { l: { "(=)": ["x"] } } })))).toEqual({
    k: ["a", "b"],
    deep: { l: ["x"] },
  });
});

test("the result stands where the upper mapping stands, unless forge made that", () => {
  const read = (path: string): Mapping => readYaml("\nk: {a: b}\n", { file: { path, role: "other" }, stripped: true });
  expect(placeOf(compose(read("under.yml"), read("over.bst")))).toEqual({ file: "over.bst", line: 2, column: 1 });
  expect(placeOf(compose(read("under.yml"), tree({ x: "y" })))).toEqual({ file: "under.yml", line: 2, column: 1 });
});

test("an include lies below, and the including file's keys come first", () => {
  const result = composeUnder(tree({ b: "own", list: { "(>)": ["own"] } }), tree({ a: "included", b: "included", list: ["included"] }));
  expect([...result.entries.keys()]).toEqual(["b", "list", "a"]);
  expect(plain(result)).toEqual({ b: "own", list: ["included", "own"], a: "included" });
});

describe("properties", () => {
  const key = fc.constantFrom("a", "b", "c");
  const text = fc.constantFrom("1", "2");
  const list = fc.array(text, { maxLength: 3 });
  const directives = fc
    .record({ "(<)": list, "(>)": list, "(=)": list }, { requiredKeys: [] })
    .filter((value) => Object.keys(value).length > 0);
  const shaped = fc.record(
    {
      text,
      list: fc.oneof(list, directives),
      map: fc.dictionary(key, text),
      deep: fc.record({ list: fc.oneof(list, directives) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );

  test("composing is associative, so that directives may travel through layers before they meet their list", () => {
    fc.assert(
      fc.property(shaped, shaped, shaped, (a, b, c) => {
        const [x, y, z] = [a, b, c].map((value) => tree(value as Tree)) as [Mapping, Mapping, Mapping];
        expect(meaning(compose(compose(x, y), z))).toEqual(meaning(compose(x, compose(y, z))));
      }),
    );
  });

  test("composing changes neither side", () => {
    fc.assert(
      fc.property(shaped, shaped, (a, b) => {
        const [x, y] = [tree(a as Tree), tree(b as Tree)];
        const before = JSON.stringify([plain(x), plain(y)]);
        compose(x, y);
        expect(JSON.stringify([plain(x), plain(y)])).toBe(before);
      }),
    );
  });

  test("composing a mapping on itself, texts and lists only, gives it again", () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(text, list, fc.dictionary(key, text))), (value) => {
        const node = tree(value as Tree);
        expect(plain(compose(node, node))).toEqual(plain(node));
      }),
    );
  });

  /** Directives that do nothing are as good as none. */
  function meaning(node: Mapping): unknown {
    return JSON.parse(JSON.stringify(plain(node)), (_, value: unknown) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
      const entries = Object.entries(value).filter(
        ([name, inner]) => !((name === "(<)" || name === "(>)") && Array.isArray(inner) && inner.length === 0),
      );
      return Object.fromEntries(entries);
    });
  }
});
