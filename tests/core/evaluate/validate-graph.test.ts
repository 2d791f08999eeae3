// What is no graph is refused with the place of its fault, and nothing else is.

import { describe, expect, test } from "vitest";
import { validateGraph } from "../../../core/evaluate/validate-graph.ts";
import type { Graph } from "../../../core/model/graph.ts";
import { decodeGraph, encodeGraph } from "../../../core/model/graph-text.ts";
import type { Json } from "../../../core/model/json.ts";
import { arch, compose, defineOptions, filter, importElement, local, manual, nocache, sh, stack } from "../../../stdlib/public.ts";
import { graphOf } from "../../dsl/rig.ts";

defineOptions({ machine: arch(["x86_64", "aarch64"]) });
const base = importElement({
  description: "base",
  sources: [local("x", { at: "y" })],
  links: { "/a": "b" },
  integration: [sh`x`],
  public: { cpe: { vendor: "v" } },
  domains: { own: ["/o"] },
});
const app = manual({
  depends: [{ element: base, at: "/x", config: { y: 1 } }],
  environment: { V: nocache("1") },
  install: [sh`x`],
  test: [sh`y`],
  timeLimit: 5,
  slots: 2,
});
const graph = graphOf(
  {
    base,
    app,
    system: compose({ buildDepends: [app], include: ["own"] }),
    part: filter({ depends: [base], include: ["own"] }),
    all: stack({ depends: [app] }),
  },
  { mirrors: { debian: { url: "https://m.example", keyring: "keys/a.gpg" } } },
);
const text = encodeGraph(graph);

test("a graph is the same after it was text", () => {
  const read = validateGraph(decodeGraph(JSON.parse(text)));
  expect(read).toEqual(JSON.parse(JSON.stringify(graph)));
  expect(encodeGraph(read)).toBe(text);
});

test("what elements have alike is one object again", () => {
  const { elements } = validateGraph(decodeGraph(JSON.parse(text)));
  expect(elements.at(-1)?.variables).toBe(elements.at(-2)?.variables);
});

/** Every value in a piece of JSON, with a copy of the whole in which it is replaced. */
function* replacements(value: Json, by: Json): Iterable<readonly [path: string, copy: Json]> {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    const inner = (value as { readonly [key: string]: Json })[key] as Json;
    const replaced = (other: Json): Json =>
      Array.isArray(value) ? value.map((one: Json, index) => (String(index) === key ? other : one)) : { ...value, [key]: other };
    yield [key, replaced(by)];
    for (const [path, copy] of replacements(inner, by)) yield [`${key}.${path}`, replaced(copy)];
  }
}

/** Where anything may stand. */
const FREE = /^elements\.\d+\.(public|edges\.\d+\.config)|^sources\.\d+\.(config|key)|^options\.\d+\.value$/;

describe("a value of another type", () => {
  const whole: Json = JSON.parse(JSON.stringify(graph));
  test.each([[null], [{ strange: 1 }], ["../"], [[["x"]]], [-1]])("%j is refused wherever it is put", (by) => {
    const accepted = [...replacements(whole, by)].filter(([path, copy]) => !FREE.test(path) && isAccepted(copy)).map(([path]) => path);
    // Texts may be any text.
    const texts =
      typeof by === "string"
        ? accepted.filter(
            (path) =>
              !/name|kind|description|url|values|links\.\d\.1|environment|splitRules|integration|variables|commands|include|module|export|overlap/.test(
                path,
              ),
          )
        : accepted;
    expect(texts).toEqual([]);
  });
});

test("fields that are not known are refused", () => {
  expect(faultOf({ ...graph, more: 1 })).toBe("graph.more is not known");
  expect(faultOf({ ...graph, elements: [{ ...graph.elements[0], colour: "red" }] })).toBe("graph.elements[0].colour is not known");
});

test("a newer version is named", () => {
  expect(faultOf({ ...graph, version: 2 })).toBe("it has version 2, and this forge knows 1");
});

test("a place that nothing is at, and a wrong order", () => {
  const [first] = graph.elements;
  expect(faultOf({ ...graph, defaults: [99] })).toBe("a default element is not there");
  expect(faultOf({ ...graph, sources: [] })).toBe("base names a source that is not there");
  expect(faultOf({ ...graph, defaults: [], elements: [{ ...first, edges: [{ to: 0, type: "all", at: "/" }] }] })).toBe(
    "base comes before what it depends on",
  );
});

test("paths out of the project and into several spellings are refused", () => {
  const [source] = graph.sources;
  for (const path of ["/etc", "../x", "a/../../b", ""])
    expect(faultOf({ ...graph, sources: [{ ...source, paths: [path] }] })).toContain("paths[0] is not a path in the project");
  const [element] = graph.elements;
  for (const at of ["x", "/x/", "/x//y", "/x/../y", "/."])
    expect(faultOf({ ...graph, elements: [{ ...element, sources: [{ source: 0, at }] }] })).toContain("at is not an absolute path");
});

function isAccepted(value: Json): boolean {
  try {
    validateGraph(value);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "FORGE1019" });
    return false;
  }
}

function faultOf(value: { readonly [field in keyof Graph]: unknown } & { readonly more?: unknown }): string {
  try {
    validateGraph(value as Json);
  } catch (error) {
    return (error as Error).message.replace("the evaluation did not produce a graph: ", "");
  }
  return "";
}
