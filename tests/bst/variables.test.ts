// Variables: layers, resolution of any depth, and exact places for what is undefined, circular or not to be set.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Variables } from "../../dsl/bst/variables.ts";
import { tree } from "../../dsl/bst/yaml/make.ts";
import { errors, show, variablesOf } from "./rig.ts";

describe("layers", () => {
  test("format, project, kind, the project's word on the kind, element: each over the one before", () => {
    const conf =
      "variables: {a: project, b: project, c: project, cwd: /project}\nelements:\n  script:\n    variables: {b: of kind, c: of kind}\n";
    expect(variablesOf({ "project.conf": conf, "a.bst": "kind: script\nvariables: {c: element}\n" }, "a.bst")).toMatchObject({
      prefix: "/usr",
      a: "project",
      b: "of kind",
      c: "element",
      // A kind's own default beats the project's.
      cwd: "/",
    });
  });

  test("names and jobs are set automatically", () => {
    expect(variablesOf({ "dir/a.bst": "kind: manual\n" }, "dir/a.bst")).toMatchObject({
      "project-name": "test",
      "element-name": "dir/a.bst",
      "max-jobs": "4",
      "build-root": "/buildstream/test/dir/a.bst",
    });
  });

  test("notparallel leaves one job", () => {
    expect(variablesOf({ "a.bst": "kind: manual\nvariables: {notparallel: True, j: '-j%{max-jobs}'}\n" }, "a.bst")).toMatchObject({
      "max-jobs": "1",
      j: "-j1",
    });
  });

  test("an element that changes one changes what refers to it, by whatever way, and nothing for others", () => {
    const files = {
      "project.conf": "variables: {a: '%{b}', b: '%{c}x', c: one}\n",
      "a.bst": "kind: manual\nvariables: {c: two}\n",
      "b.bst": "kind: manual\n",
    };
    expect(variablesOf(files, "a.bst")).toMatchObject({ a: "twox", c: "two" });
    expect(variablesOf(files, "b.bst")).toMatchObject({ a: "onex", c: "one" });
  });

  test("expand in configuration, environment, public data, sandbox and sources", () => {
    const element = show(
      {
        "a.bst": `kind: manual
variables: {x: y}
config: {install-commands: ["%{x}"]}
environment: {X: "%{x}"}
public: {any: {k: "%{x}"}}
sandbox: {build-arch: "%{arch}"}
sources: [{kind: tar, url: "http://%{x}", directory: d}]
`,
        "project.conf": "variables: {arch: aarch64}\n",
      },
      "a.bst",
    );
    expect(element).toMatchObject({
      config: { "install-commands": ["y"] },
      environment: { X: "y" },
      public: { any: { k: "y" } },
      sandbox: { "build-arch": "aarch64" },
      sources: [{ kind: "tar", directory: "d", ref: null, config: { url: "http://y" } }],
    });
  });
});

describe("refusals", () => {
  test.each([
    [
      "a name that nobody defines",
      "variables: {a: '%{b}', b: '%{no}'}",
      'UNRESOLVED_VARIABLE a.bst:2:27: the variable "no" is not defined',
    ],
    ["the same in a command", "config: {install-commands: ['%{no}']}", 'UNRESOLVED_VARIABLE a.bst:2:29: the variable "no" is not defined'],
    ["itself", "variables: {a: 'x%{a}'}", 'CIRCULAR_REFERENCE_VARIABLE a.bst:2:16: the variable "a" is defined through itself'],
    [
      "a circle",
      "variables: {a: '%{b}', b: '%{c}', c: '%{a}'}",
      /^CIRCULAR_REFERENCE_VARIABLE a\.bst:2:\d+: the variable "a" is defined through itself$/,
    ],
    [
      "what is set automatically",
      "variables: {max-jobs: '3'}",
      'PROTECTED_VARIABLE_REDEFINED a.bst:2:23: the variable "max-jobs" is set automatically',
    ],
    ["what is no text", "variables: {a: [b]}", 'INVALID_DATA a.bst:2:16: "a" must be a text'],
  ])("%s", (_, line, message) => {
    const [error = "", ...more] = errors({ "a.bst": `kind: manual\n${line}\n` });
    if (message instanceof RegExp) expect(error).toMatch(message);
    else expect(error).toBe(message);
    expect(more).toEqual([]);
  });

  test("of the project's own variables stand in its file", () => {
    expect(
      errors({ "project.conf": "variables: {a: '%{no}'}\n", "a.bst": "kind: manual\n", "b.bst": "kind: manual\nvariables: {no: yes}\n" }),
    ).toEqual(['UNRESOLVED_VARIABLE project.conf:3:16: the variable "no" is not defined']);
    expect(errors({ "project.conf": "variables: {project-name: x}\n", "a.bst": "kind: manual\n" })).toEqual([
      'PROTECTED_VARIABLE_REDEFINED project.conf:3:27: the variable "project-name" is set automatically',
    ]);
  });
});

test("a chain of five thousand is resolved, and a hundred thousand in bounded time", () => {
  for (const length of [5_000, 100_000]) {
    const chain = Array.from({ length }, (_, index) => [`v${index}`, `%{v${index + 1}}`] as const);
    const variables = new Variables(tree({ ...Object.fromEntries(chain), [`v${length}`]: "end" }));
    variables.check();
    expect(variables.get("v0")).toBe("end");
  }
});

test("text that only looks like a reference stays", () => {
  expect(variablesOf({ "a.bst": "kind: manual\nvariables: {a: '100%{} %{9} %f %{a b}'}\n" }, "a.bst")).toMatchObject({
    a: "100%{} %{9} %f %{a b}",
  });
});

test("what lies over a base resolves as if both were one", () => {
  const name = fc.constantFrom("a", "b", "c", "d", "e");
  const text = fc
    .array(
      fc.oneof(
        fc.constant("x"),
        name.map((used) => `%{${used}}`),
      ),
      { maxLength: 3 },
    )
    .map((parts) => parts.join(""));
  const layer = fc.dictionary(name, text);
  fc.assert(
    fc.property(layer, layer, (under, over) => {
      const layered = outcome(() => new Variables(tree(over), new Variables(tree(under))));
      const merged = outcome(() => new Variables(tree({ ...under, ...over })));
      expect(layered).toEqual(merged);
    }),
    { numRuns: 1000 },
  );

  function outcome(make: () => Variables): unknown {
    const variables = make();
    return ["a", "b", "c", "d", "e"].map((variable) => {
      try {
        return variables.get(variable);
      } catch {
        return "refused";
      }
    });
  }
});
