// Dependencies: the forms they are written in, merging, order, and what is refused.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pythonSort } from "../../dsl/bst/python-sort.ts";
import { errors, load, show } from "./rig.ts";

const OTHERS = { "b.bst": "kind: manual\n", "c.bst": "kind: manual\n", "d.bst": "kind: manual\n" };

const dependencies = (text: string, kind = "manual"): unknown =>
  show({ ...OTHERS, "a.bst": `kind: ${kind}\n${text}` }, "a.bst").dependencies;
const refused = (text: string, kind = "manual"): readonly string[] =>
  errors({ ...OTHERS, "a.bst": `kind: ${kind}\n${text}` }, { targets: ["a.bst"] });

describe("forms", () => {
  test("names, mappings, lists of names, each of its type", () => {
    expect(dependencies("depends: [b.bst]\nbuild-depends: [{filename: [c.bst, d.bst], config: {location: /x}}]\n")).toEqual([
      { name: "b.bst", type: "all", strict: false, config: [] },
      { name: "c.bst", type: "build", strict: false, config: [{ location: "/x" }] },
      { name: "d.bst", type: "build", strict: false, config: [{ location: "/x" }] },
    ]);
  });

  test("a dependency given twice is one, of both types, with every configuration", () => {
    const text =
      "build-depends: [{filename: b.bst, config: {location: /x}}, {filename: b.bst, config: {location: /y}, strict: True}]\nruntime-depends: [b.bst]\n";
    expect(dependencies(text)).toEqual([{ name: "b.bst", type: "all", strict: true, config: [{ location: "/x" }, { location: "/y" }] }]);
  });

  test("names in another spelling are the same element", () => {
    expect(dependencies("build-depends: [./b.bst]\nruntime-depends: [x/../b.bst]\n")).toEqual([
      { name: "b.bst", type: "all", strict: false, config: [] },
    ]);
  });

  test("variables of the element expand in configurations", () => {
    expect(dependencies("variables: {where: /x}\nbuild-depends: [{filename: b.bst, config: {location: '%{where}'}}]\n")).toMatchObject([
      { config: [{ location: "/x" }] },
    ]);
  });
});

describe("refusals", () => {
  test.each([
    ["depends: b.bst", 'INVALID_DATA a.bst:2:10: "depends" must be a list'],
    ["depends: [[b.bst]]", "INVALID_DATA a.bst:2:11: a dependency must be the name of an element, or a mapping"],
    ["depends: [{type: build}]", 'INVALID_DATA a.bst:2:11: the key "filename" is missing'],
    [
      "depends: [{filename: b.bst, type: maybe}]",
      'INVALID_DATA a.bst:2:35: the type of a dependency is build, runtime or all, not "maybe"',
    ],
    ["build-depends: [{filename: b.bst, type: build}]", 'INVALID_DATA a.bst:2:41: unexpected key "type"'],
    ["depends: [{filename: b.bst, strict: False}]", 'INVALID_DATA a.bst:2:37: "strict" can only be True; leave it out instead'],
    ["runtime-depends: [{filename: b.bst, strict: True}]", 'INVALID_DATA a.bst:2:19: the runtime dependency "b.bst" cannot be strict'],
    ["runtime-depends: [{filename: b.bst, config: {location: /}}]", 'INVALID_DATA a.bst:2:45: a runtime dependency cannot have a "config"'],
    [
      "depends: [{filename: x.bst:b.bst, junction: x.bst}]",
      'INVALID_DATA a.bst:2:22: the dependency "x.bst:b.bst" names a junction twice: by ":" and by "junction"',
    ],
    ["depends: [no.bst]", 'MISSING_FILE a.bst:2:11: there is no element "no.bst" below .'],
    ["depends: [b]", 'BAD_ELEMENT_SUFFIX a.bst:2:11: the name of an element ends in .bst; "b" does not'],
    ["depends: ['b*.bst']", 'BAD_CHARACTERS_IN_NAME a.bst:2:11: "b*.bst" has characters that no element\'s name may have'],
    ["build-depends: [{filename: b.bst, config: {nowhere: /}}]", 'INVALID_DATA a.bst:2:53: unexpected key "nowhere"'],
  ])("%s", (text, message) => {
    expect(refused(text)).toEqual([message]);
  });

  test.each([
    [
      "stack",
      "build-depends: [b.bst]",
      'stack-requires-build-and-run a.bst:1:1: all dependencies of a stack must be both for build and for run time; "b.bst" is not',
    ],
    ["stack", "sources: [{kind: tar, url: 'http://x'}]", "element-forbidden-sources a.bst:1:1: elements of kind stack cannot have sources"],
    ["compose", "depends: [b.bst]", "element-forbidden-rdepends a.bst:1:1: elements of kind compose cannot have runtime dependencies"],
    [
      "compose",
      "build-depends: [{filename: b.bst, config: {location: /}}]",
      "INVALID_DEPENDENCY_CONFIG a.bst:2:43: elements of kind compose take no configuration for a dependency",
    ],
    [
      "filter",
      "build-depends: [b.bst, c.bst]",
      "filter-bdepend-wrong-count a.bst:1:1: a filter has exactly one build dependency, and this one 2",
    ],
    [
      "filter",
      "depends: [b.bst]",
      "filter-bdepend-also-rdepend a.bst:1:1: the build dependency of a filter cannot be a runtime dependency, too",
    ],
    ["import", "", "undefined a.bst:1:1: an import element needs a source"],
    ["nothing", "", 'plugin-not-found a.bst:1:1: no plugin is declared for the element kind "nothing"'],
  ])("by the kind %s: %s", (kind, text, message) => {
    expect(refused(text, kind)).toEqual([message]);
  });

  test("a circle, with the way round", () => {
    const tree = {
      "a.bst": "kind: manual\ndepends: [b.bst]\n",
      "b.bst": "kind: manual\ndepends: [c.bst]\n",
      "c.bst": "kind: manual\ndepends: [b.bst]\n",
      "d.bst": "kind: manual\n",
    };
    const { failures, broken, elements } = load(tree);
    expect(failures.map(({ error }) => [error.reason, error.detail])).toEqual([["CIRCULAR_DEPENDENCY", ["b.bst -> c.bst -> b.bst"]]]);
    expect([...broken]).toEqual([["a.bst", "b.bst"]]);
    expect(elements.map(({ load: { name } }) => name)).toEqual(["d.bst"]);
  });
});

describe("order", () => {
  const order = (tree: { readonly [name: string]: string }): readonly string[] =>
    load(Object.fromEntries(Object.entries(tree).map(([name, text]) => [`${name}.bst`, `kind: manual\n${text}`])), {
      targets: ["target.bst"],
    }).elements.map(({ load: { name } }) => name.replace(".bst", ""));

  test("what another needs comes first, then what is needed only at run time comes last, then names decide", () => {
    expect(
      order({
        target: "depends: [z.bst, a.bst]\nruntime-depends: [b.bst]\nbuild-depends: [y.bst]",
        z: "",
        a: "depends: [z.bst]",
        b: "",
        y: "",
      }),
    ).toEqual(["y", "z", "a", "b", "target"]);
  });

  test("what is needed to build is staged before what is needed to run", () => {
    expect(order({ target: "runtime-depends: [a.bst]\nbuild-depends: [b.bst]", a: "", b: "" })).toEqual(["b", "a", "target"]);
  });

  test("a chain of five thousand elements loads", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`e${index}`, index === 0 ? "" : `depends: [e${index - 1}.bst]`]),
    );
    const names = order({ ...chain, target: "depends: [e4999.bst]" });
    expect(names.length).toBe(5001);
    expect(names.at(-2)).toBe("e4999");
  });
});

describe("the sort", () => {
  test("is stable and right for a total order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 300 }), (numbers) => {
        const items = numbers.map((value, index) => ({ value, index }));
        const sorted = [...items];
        pythonSort(sorted, (a, b) => a.value < b.value);
        expect(sorted).toEqual([...items].sort((a, b) => a.value - b.value));
      }),
    );
  });

  test("loses nothing, whatever the comparison says", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 300 }), fc.func(fc.boolean()), (numbers, less) => {
        const sorted = [...numbers];
        pythonSort(sorted, less);
        expect([...sorted].sort((a, b) => a - b)).toEqual([...numbers].sort((a, b) => a - b));
      }),
    );
  });

  test("compares the pairs that Python 3.12 compares", () => {
    // Not transitive: the result says which pairs were compared. Taken from Python's own sort.
    const less = (a: number, b: number): boolean => ((a * 31 + b * 17) ^ (a * 7 + b)) % 5 < 2;
    const items = Array.from({ length: 70 }, (_, index) => (index * 37) % 71);
    pythonSort(items, less);
    expect(items).toEqual(PYTHON);
  });
});

const PYTHON = [
  37, 15, 0, 49, 6, 12, 18, 55, 40, 64, 48, 70, 58, 45, 67, 3, 11, 17, 52, 26, 5, 51, 57, 24, 9, 29, 8, 50, 27, 53, 10, 42, 2, 43, 46, 60,
  32, 21, 36, 63, 14, 30, 41, 25, 61, 33, 28, 69, 54, 1, 35, 7, 4, 47, 44, 20, 23, 13, 31, 38, 56, 59, 65, 16, 19, 22, 62, 66, 68, 39,
];
