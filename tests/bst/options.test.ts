// The six types of options: declarations, values from the command line and from junctions, exports, conditions.

import { describe, expect, test } from "vitest";
import { errors, load, variablesOf } from "./rig.ts";

const ELEMENT = { "a.bst": "kind: manual\n" };

function declared(definition: string): string {
  return `options:\n  opt:\n    description: d\n    variable: exported\n${definition.replace(/^/gm, "    ")}\n`;
}

function exported(definition: string, value?: string): unknown {
  const options = value === undefined ? {} : { options: new Map([["opt", value]]) };
  return variablesOf({ ...ELEMENT, "project.conf": declared(definition) }, "a.bst", options).exported;
}

const refused = (definition: string, value?: string): readonly string[] =>
  errors({ ...ELEMENT, "project.conf": declared(definition) }, value === undefined ? {} : { options: new Map([["opt", value]]) });

describe("exports", () => {
  test.each([
    ["type: bool\ndefault: True", undefined, "1"],
    ["type: bool\ndefault: True", "false", "0"],
    ["type: enum\nvalues: [x, y]\ndefault: y", undefined, "y"],
    ["type: enum\nvalues: [x, y]\ndefault: y", "x", "x"],
    ["type: flags\nvalues: [pony, horsy, zebry]", undefined, ""],
    ["type: flags\nvalues: [pony, horsy, zebry]", "zebry, horsy , pony", "horsy,pony,zebry"],
    ["type: arch\nvalues: [i686, amd64, x86_64]", undefined, "amd64"],
    ["type: arch\nvalues: [i686, aarch64]", "aarch64", "aarch64"],
    ["type: os\nvalues: [Linux, Darwin]", undefined, "Linux"],
    ["type: element-mask\ndefault: [a.bst]", undefined, "a.bst"],
  ])("%j with %j is %j", (definition, value, result) => {
    expect(exported(definition, value)).toBe(result);
  });
});

describe("refusals", () => {
  test.each([
    ["type: boolean", undefined, 'INVALID_DATA project.conf:7:11: "type" must be one of bool, enum, flags, element-mask, arch, os'],
    ["type: bool\ndefault: yes", undefined, 'INVALID_DATA project.conf:8:14: "default" must be True or False'],
    ["type: bool\ndefault: True", "trUE", 'INVALID_DATA -: "trUE" is no value of the bool option "opt"'],
    ["type: enum\nvalues: []\ndefault: x", undefined, 'INVALID_DATA project.conf:5:5: the enum option "opt" has no values'],
    ["type: enum\nvalues: [x]\ndefault: y", undefined, 'INVALID_DATA project.conf:9:14: "y" is no value of the enum option "opt"'],
    ["type: enum\nvalues: [x]\ndefault: x", "z", 'INVALID_DATA -: "z" is no value of the enum option "opt"'],
    ["type: flags\nvalues: [x]", "x,z", 'INVALID_DATA -: "z" is no value of the flags option "opt"'],
    ["type: arch\nvalues: [i686]", undefined, 'INVALID_DATA -: "x86-64" is no value of the arch option "opt"'],
    [
      "type: arch\nvalues: [x86_64, pdp11]",
      undefined,
      'INVALID_DATA project.conf:8:22: "pdp11" of the arch option "opt" is no known architecture',
    ],
    ["type: arch\nvalues: [x86_64]\ndefault: x86_64", undefined, 'INVALID_DATA project.conf:9:14: unexpected key "default"'],
    ["type: element-mask\nvalues: [a.bst]", undefined, 'INVALID_DATA project.conf:8:13: unexpected key "values"'],
  ])("%j with %j", (definition, value, message) => {
    expect(refused(definition, value)).toEqual([message]);
  });

  test("of names", () => {
    expect(errors({ "project.conf": "options:\n  a-b: {type: bool, description: d, default: True}\n" })).toEqual([
      'INVALID_SYMBOL_NAME project.conf:4:8: "a-b" is no name for an option',
    ]);
    expect(errors({ "project.conf": "options:\n  a: {type: bool, description: d, default: True, variable: x y}\n" })).toEqual([
      'INVALID_SYMBOL_NAME project.conf:4:60: "x y" is no name for a variable',
    ]);
  });

  test("of options that the project does not declare", () => {
    expect(errors(ELEMENT, { options: new Map([["nothing", "x"]]) })).toEqual(['INVALID_DATA -: there is no option "nothing"']);
  });
});

describe("conditions", () => {
  const conf =
    "options:\n  big: {type: bool, description: d, default: False}\n  arch: {type: arch, description: d, values: [x86_64, i686]}\n";
  const element = `kind: manual
variables:
  size: "4"
  (?):
  - big:
      size: "8"
      (?):
      - arch == "i686":
          size: "6"
  - arch == "i686":
      extra: "yes"
config:
  (?):
  - big:
      install-commands: [a]
  install-commands: [b]
`;
  const values = (options: Record<string, string>): unknown => {
    const variables = variablesOf({ "project.conf": conf, "a.bst": element }, "a.bst", { options: new Map(Object.entries(options)) });
    return [variables.size, variables.extra];
  };

  test("lie over what stands beside them, later ones over earlier, at any depth", () => {
    expect(values({})).toEqual(["4", undefined]);
    expect(values({ big: "True" })).toEqual(["8", undefined]);
    expect(values({ big: "True", arch: "i686" })).toEqual(["6", "yes"]);
  });

  test("may hold assertions, which count before any condition that came with them", () => {
    const asserting = "kind: manual\n(?):\n- big:\n    (!): |\n      not big\n    (?):\n    - nowhere: {}\n";
    const tree = { "project.conf": conf, "a.bst": asserting };
    expect(errors(tree)).toEqual([]);
    expect(errors(tree, { options: new Map([["big", "True"]]) })).toEqual(["USER_ASSERTION a.bst:4:10: not big"]);
  });

  test.each([
    ["- big: {}\n  arch: {}", "INVALID_DATA a.bst:3:3: a condition must have exactly one expression"],
    ["- big", "INVALID_DATA a.bst:3:3: a condition must be an expression with a mapping under it"],
    ["- big: [x]", "ILLEGAL_COMPOSITE a.bst:3:3: a condition must have a mapping under it"],
    ["- %{big}: {}", 'EXPRESSION_FAILED a.bst:3:3: the condition "%{big}" cannot be evaluated: unexpected "%" at character 1'],
  ])("are refused where they are malformed: %j", (condition, message) => {
    const quoted = condition.replace("%{big}", "'%{big}'");
    expect(errors({ "project.conf": conf, "a.bst": `kind: manual\n(?):\n${quoted}\n` })).toEqual([message]);
  });

  test("may not decide what the project is", () => {
    expect(errors({ "project.conf": `${conf}(?):\n- big:\n    name: other\n` })).toEqual([
      'ILLEGAL_COMPOSITE project.conf:8:11: "name" cannot be set by a condition',
    ]);
  });
});

test("an element mask may name elements only", () => {
  expect(() => load({ ...ELEMENT, "project.conf": declared("type: element-mask\ndefault: [b.bst]") })).toThrow(
    '"b.bst" is no value of the element-mask option "opt"',
  );
});
