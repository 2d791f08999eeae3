// Includes: what lies over what, in whose options and variables, and that circles and bombs are refused in bounded time.

import { describe, expect, test } from "vitest";
import { errors, show, variablesOf } from "./rig.ts";

describe("precedence", () => {
  test("the including file beats its includes, a later include an earlier one", () => {
    const variables = variablesOf(
      {
        "a.bst": "kind: manual\nvariables:\n  (@): [one.yml, two.yml]\n  own: element\n  both: element\n",
        "one.yml": "first: one\nboth: one\nlater: one\n",
        "two.yml": "(@): deep.yml\nlater: two\n",
        "deep.yml": "later: deep\ndeep: deep\n",
      },
      "a.bst",
    );
    expect(variables).toMatchObject({ first: "one", both: "element", own: "element", later: "two", deep: "deep" });
  });

  test("a condition of an include is decided before the include is laid below", () => {
    const conf = "options:\n  on: {type: bool, description: d, default: True}\n";
    const include = "x: plain\n(?):\n- on:\n    x: conditional\n    y: conditional\n";
    expect(
      variablesOf({ "project.conf": conf, "i.yml": include, "a.bst": "kind: manual\nvariables:\n  (@): i.yml\n  x: own\n" }, "a.bst"),
    ).toMatchObject({
      x: "own",
      y: "conditional",
    });
  });

  test("list directives of the including file work on the included list", () => {
    const element = show(
      {
        "a.bst": "kind: manual\n(@): i.yml\nconfig:\n  install-commands:\n    (>): [own]\n    (<): [before]\n",
        "i.yml": "config:\n  install-commands: [included]\n",
      },
      "a.bst",
    );
    expect(element.config).toMatchObject({ "install-commands": ["before", "included", "own"] });
  });

  test("an include may stand inside a list's entry", () => {
    const element = show(
      { "a.bst": "kind: manual\ndepends:\n- filename: b.bst\n  (@): dep.yml\n", "dep.yml": "type: build\n", "b.bst": "kind: manual\n" },
      "a.bst",
    );
    expect(element.dependencies).toEqual([{ name: "b.bst", type: "build", strict: false, config: [] }]);
  });
});

describe("through a junction", () => {
  const tree = {
    "project.conf": "options:\n  own: {type: bool, description: d, default: False}\nvariables: {animal: pony}\n",
    "sub.bst": "kind: junction\nsources: [{kind: local, path: sub}]\nconfig: {options: {theirs: 'True'}}\n",
    "sub/project.conf":
      "name: sub\nmin-version: 2.0\noptions:\n  theirs: {type: bool, description: d, default: False}\nvariables: {animal: horsy}\n",
    "sub/i.yml": "text: the animal is a %{animal}\n(?):\n- theirs:\n    chosen: by their option\n(@): local.yml\n",
    "sub/local.yml": "nested: also a %{animal}\n",
    "a.bst": "kind: manual\nvariables:\n  (@): sub.bst:i.yml\n",
  };

  test("a file has the options and variables of its own project", () => {
    expect(variablesOf(tree, "a.bst")).toMatchObject({ text: "the animal is a horsy", chosen: "by their option", animal: "pony" });
  });

  test("what a project's own junctions include is left out in the first pass", () => {
    const conf = "(@): sub.bst:i.yml\n";
    expect(
      variablesOf({ ...tree, "project.conf": `${conf}`, "sub/i.yml": "variables: {from: sub}\n", "a.bst": "kind: manual\n" }, "a.bst"),
    ).toMatchObject({ from: "sub" });
  });
});

describe("refusals", () => {
  test.each([
    ["a file that is not there", { "a.bst": "kind: manual\n(@): no.yml\n" }, "MISSING_FILE a.bst:2:6: there is no file no.yml"],
    ["a directory", { "a.bst": "kind: manual\n(@): d\n", "d/x.yml": "" }, "LOADING_DIRECTORY a.bst:2:6: d is a directory"],
    [
      "a circle",
      { "a.bst": "kind: manual\n(@): b.yml\n", "b.yml": "(@): c.yml\n", "c.yml": "(@):\n- b.yml\n" },
      'RECURSIVE_INCLUDE c.yml:2:1: the file includes itself by way of "b.yml"',
    ],
    [
      "what is no path",
      { "a.bst": "kind: manual\n(@): {x: y}\n" },
      'INVALID_DATA a.bst:2:6: "(@)" takes the path of a file, or a list of them',
    ],
    ["broken YAML, at its own place", { "a.bst": "kind: manual\n(@): b.yml\n", "b.yml": "a: [\n" }, /^INVALID_YAML b\.yml:\d+:\d+: /],
  ])("%s", (_, tree, message) => {
    const [error = ""] = errors(tree, { targets: ["a.bst"] });
    if (message instanceof RegExp) expect(error).toMatch(message);
    else expect(error).toBe(message);
  });

  test("a thousand million laughs", () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, level) => [`${level}.yml`, `a: {(@): ${level + 1}.yml}\nb: {(@): ${level + 1}.yml}\n`]),
    );
    const start = performance.now();
    expect(errors({ "a.bst": "kind: manual\nvariables:\n  (@): 0.yml\n", ...doubling, "40.yml": "x: y\n" })).toEqual([
      expect.stringMatching(/^INVALID_DATA \d+\.yml:\d:\d+: (more than 10000 files are included|what is included is too large)$/),
    ]);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test("the same where nothing but includes grows", () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, level) => [`${level}.yml`, `(@): [${level + 1}.yml, ${level + 1}.yml]\n`]),
    );
    expect(errors({ "a.bst": "kind: manual\nvariables:\n  (@): 0.yml\n", ...doubling, "40.yml": "" })).toEqual([
      expect.stringMatching(/^INVALID_DATA \d+\.yml:1:\d+: more than 10000 files are included$/),
    ]);
  });
});
