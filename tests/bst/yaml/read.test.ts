// Reading YAML: every scalar is the text that stands there, places are kept, and what projects may not use is refused.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { isBstError } from "../../../dsl/bst/errors.ts";
import type { BstNode, Mapping } from "../../../dsl/bst/yaml/node.ts";
import { plain } from "../../../dsl/bst/yaml/plain.ts";
import { readPlainSubset } from "../../../dsl/bst/yaml/plain-subset.ts";
import { readByLibrary, readYaml } from "../../../dsl/bst/yaml/read.ts";
import { errorText } from "../rig.ts";

const FILE = { path: "a.bst", role: "other" } as const;
const read = (text: string, stripped = true): Mapping => readYaml(text, { file: FILE, stripped });

function refusal(text: string): string {
  try {
    read(text);
    return "accepted";
  } catch (error) {
    return errorText(error);
  }
}

/** A tree with its places, for comparison. */
function placed(node: BstNode): unknown {
  const place = `${node.line}:${node.column}`;
  if (node.type === "scalar") return [place, node.text];
  if (node.type === "sequence") return [place, node.items.map(placed)];
  return [place, [...node.entries].map(([key, value]) => [key, placed(value)])];
}

describe("texts", () => {
  test("are what stands there, whatever YAML would make of it", () => {
    expect(plain(read("a: 4.0\nb: no\nc: 0x10\nd: null\ne: ~\nf: 2011-11-11\ng: True\n"))).toEqual({
      a: "4.0",
      b: "no",
      c: "0x10",
      d: "null",
      e: "~",
      f: "2011-11-11",
      g: "True",
    });
  });

  test("lose their outer blanks in format 2, block scalars' last newline included", () => {
    expect(plain(read("a: ' x '\nb: |\n\n  one\n    two\n\nc: >-\n  one\n  two\n\n  three\nd: ' '\n"))).toEqual({
      a: "x",
      b: "one\n  two",
      c: "one two\nthree",
      d: "",
    });
  });

  test("keep them in format 1", () => {
    expect(plain(read("a: ' x '\nb: |\n  one\n", false))).toEqual({ a: " x ", b: "one\n" });
  });

  test("keep tabs, hashes, quotes and what looks like a variable", () => {
    expect(plain(read("a: |\n  \tx # no comment\n  %f %{}\nb: a#b\nc: it''s\nd: 'it''s'\n"))).toEqual({
      a: "x # no comment\n%f %{}",
      b: "a#b",
      c: "it''s",
      d: "it's",
    });
  });

  test("may be missing: then they are empty", () => {
    expect(plain(read("a:\nb: # nothing\nc:\n- \n- x\n"))).toEqual({ a: "", b: "", c: ["", "x"] });
  });
});

describe("places", () => {
  test("are those of values; a list's is its first dash, a mapping's its first key", () => {
    expect(placed(read("# c\nkind: x\nlist:\n- a\n-   k: v\n    l: w\nblock: |\n  t\n"))).toEqual([
      "2:1",
      [
        ["kind", ["2:7", "x"]],
        [
          "list",
          [
            "4:1",
            [
              ["4:3", "a"],
              [
                "5:5",
                [
                  ["k", ["5:8", "v"]],
                  ["l", ["6:8", "w"]],
                ],
              ],
            ],
          ],
        ],
        ["block", ["7:8", "t"]],
      ],
    ]);
  });

  test("count characters of lines that hold more than ASCII", () => {
    expect(refusal("a: ü\nb: *x\n")).toBe("INVALID_YAML a.bst:2:4: aliases are not allowed");
  });
});

describe("what is refused", () => {
  test.each([
    ["a: 1\na: 2\n", `INVALID_YAML a.bst:2:1: the key "a" is given twice`],
    ["a: &x 1\n", "INVALID_YAML a.bst:1:7: anchors are not allowed"],
    ["a: &x 1\nb: *x\n", "INVALID_YAML a.bst:1:7: anchors are not allowed"],
    ["a: !foo 1\n", "INVALID_YAML a.bst:1:4: tags are not allowed"],
    ["a: !!python/object:os.system 1\n", "INVALID_YAML a.bst:1:4: tags are not allowed"],
    ["? [a, b]\n: c\n", "INVALID_YAML a.bst:1:3: a key must be a text"],
    ["a: 1\n---\nb: 2\n", "INVALID_YAML a.bst:2:1: a file holds one document, and this one more"],
    ["- a\n", "INVALID_YAML a.bst:1:1: the file holds no mapping"],
    ["just text\n", "INVALID_YAML a.bst:1:1: the file holds no mapping"],
    ["a: \0\n", "INVALID_YAML a.bst:1:4: the file is not text"],
  ])("%j", (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test("nesting without end", () => {
    expect(refusal(`a: ${"[".repeat(50_000)}`)).toMatch(/^INVALID_YAML a\.bst:1:\d+: /);
    expect(refusal(`a: ${"{b: ".repeat(300)}${"}".repeat(300)}`)).toMatch(/nested too deeply$/);
    const deep = Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}k:`).join("\n");
    expect(refusal(deep)).toMatch(/nested too deeply$/);
  });
});

test("tags of YAML's own say nothing", () => {
  expect(plain(read("a: !!int 010\n"))).toEqual({ a: "010" });
});

test("a file of comments is an empty mapping", () => {
  expect(plain(read("# nothing\n\n"))).toEqual({});
  expect(plain(read(""))).toEqual({});
});

test("a list of a hundred thousand lines takes no more than a moment", () => {
  const text = `list:\n${Array.from({ length: 100_000 }, (_, index) => `- item ${index}`).join("\n")}\n`;
  const keys = `${Array.from({ length: 100_000 }, (_, index) => `k${index}: v`).join("\n")}\n`;
  const start = performance.now();
  expect(read(text).size).toBe(100_002);
  expect(read(`${keys}x: [a]\n`).entries.size).toBe(100_001);
  expect(performance.now() - start).toBeLessThan(10_000);
});

describe("the reader of plain YAML", () => {
  const text = fc.string({ unit: fc.constantFrom(..."abz019 -:#'\"[]{}|>%&*!?,@`().\\/=~_+\tü".split("")), maxLength: 12 });
  const tree = fc.letrec((tie) => ({
    node: fc.oneof({ depthSize: "small" }, text, fc.array(tie("node"), { maxLength: 3 }), fc.dictionary(text, tie("node"), { maxKeys: 3 })),
  })).node;
  const block = fc.array(fc.constantFrom("", "  ", "one", "  two", "three # 3", "\tfour", "- five", "six: 6", "'"), {
    minLength: 1,
    maxLength: 5,
  });

  test("gives the library's tree, or leaves the text to it", () => {
    fc.assert(
      fc.property(fc.dictionary(text, tree, { maxKeys: 4 }), fc.boolean(), (value, stripped) => {
        sameAsLibrary(stringify(value, { aliasDuplicateObjects: false, lineWidth: 0, indentSeq: !stripped }), stripped);
      }),
      { numRuns: 400 },
    );
  });

  test("does so for block scalars of any shape", () => {
    fc.assert(
      fc.property(
        block,
        fc.constantFrom("|", "|-", ">", ">-", "|+", "|2"),
        fc.constantFrom("a: ", "- ", "a:\n  b: "),
        (lines, style, before) => {
          const indent = before.includes("b") ? "    " : "  ";
          const head = before === "- " ? "a:\n- " : before;
          sameAsLibrary(`${head}${style}\n${lines.map((line) => (line === "" ? "" : indent + line)).join("\n")}\nz: 1\n`, false);
        },
      ),
      { numRuns: 400 },
    );
  });

  test("does so for any text at all", () => {
    const line = fc.string({ unit: fc.constantFrom(..."ab:-# '\"|>[]{}\t\n".split("")), maxLength: 30 });
    fc.assert(
      fc.property(line, (anything) => sameAsLibrary(anything, true)),
      { numRuns: 2000 },
    );
  });

  test("reads the usual forms itself", () => {
    expect(
      readPlainSubset(
        '# c\nkind: autotools\n\nsources:\n- kind: tar\n  url: a:b.tar # c\n- kind: local\n\nx: []\n(?):\n- a == "b":\n    y: |\n      z\n',
        { file: FILE, stripped: true },
      ),
    ).toBeDefined();
  });

  function sameAsLibrary(text: string, stripped: boolean): void {
    const options = { file: FILE, stripped };
    const fast = readPlainSubset(text, options);
    if (fast === undefined) return;
    let slow: unknown;
    try {
      slow = placed(readByLibrary(text, options));
    } catch (error) {
      if (!isBstError(error)) throw error;
      throw new Error(`the library refuses ${JSON.stringify(text)}: ${error.message}`);
    }
    expect(placed(fast)).toEqual(slow);
  }
});
