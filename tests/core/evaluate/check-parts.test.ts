// The pure parts of `forge check`: reading what compilers print, and finding where two graphs differ.

import { describe, expect, test } from "vitest";
import { readCompilerOutput } from "../../../core/evaluate/compiler-output.ts";
import { firstDifference } from "../../../core/evaluate/difference.ts";
import { repeatFailure } from "../../../core/evaluate/evaluate-again.ts";
import { identity } from "../../../core/key/digest.ts";
import type { Graph } from "../../../core/model/graph.ts";

describe("what a compiler prints", () => {
  test("is errors with places, their explanations, errors without a place, and files", () => {
    const found = readCompilerOutput(`a dir/b(1).ts(3,7): error TS2322: Type 'x' is not assignable to type 'y'.
  Types differ.
    Very much.
error TS18003: No inputs were found in config file.
/p/a.ts
/p/node_modules/b/index.d.ts
`);
    expect(found.errors).toEqual([
      {
        code: "FORGE1026",
        message: "TS2322: Type 'x' is not assignable to type 'y'",
        place: { file: "a dir/b(1).ts", line: 3, column: 7 },
        detail: ["Types differ", "  Very much"],
      },
      { code: "FORGE1026", message: "TS18003: No inputs were found in config file", place: { file: "tsconfig.json" } },
    ]);
    expect(found.files).toEqual(["/p/a.ts", "/p/node_modules/b/index.d.ts"]);
  });

  test("may be nothing", () => {
    expect(readCompilerOutput("")).toEqual({ errors: [], files: [] });
  });
});

describe("the first difference", () => {
  test("is as deep as it goes, in the order in which it is written", () => {
    expect(firstDifference({ a: [1, { b: "x" }], c: 1 }, { a: [1, { b: "y" }], c: 2 })).toEqual({
      path: ["a", 1, "b"],
      before: "x",
      after: "y",
    });
  });

  test("may be something that is missing, or of another type", () => {
    expect(firstDifference({ a: 1 }, { a: 1, b: null })).toEqual({ path: ["b"], before: undefined, after: null });
    expect(firstDifference([1, 2], [1])).toEqual({ path: [1], before: 2, after: undefined });
    expect(firstDifference({ a: [] }, { a: {} })).toEqual({ path: ["a"], before: [], after: {} });
    expect(firstDifference({ a: [1] }, { a: [1] })).toBeUndefined();
  });

  test("names elements, and says where nothing but the order is another", () => {
    const graph = { elements: [{ names: ["lib/z"], kind: "manual", place: [{ file: "z.ts", line: 2 }], environment: [["A-B", "1"]] }] };
    const first = { digest: identity("1"), graph: graph as unknown as Graph };
    const other = structuredClone(graph);
    other.elements[0]!.environment[0]![1] = "x".repeat(300);
    const failure = repeatFailure(first, { digest: identity("2"), graph: other });
    expect(failure).toMatchObject({ code: "FORGE1027", place: { file: "z.ts", line: 2 } });
    expect(failure?.detail[0]).toBe('at     elements["lib/z"].environment[0][1]');
    expect(failure?.detail[2]?.length).toBeLessThan(220);
    expect(repeatFailure(first, { digest: identity("2"), graph })?.detail).toEqual(["they hold the same, written in another order"]);
    expect(repeatFailure(first, { digest: identity("1"), graph })).toBeUndefined();
  });
});
