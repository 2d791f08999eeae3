// Places in JSON texts that people write.

import { expect, test } from "vitest";
import { placeInJson } from "../../../core/cli/json-place.ts";

const text = `{
  "a": { "b": [1, {"c": "x"}], "a": 2 },
  "d\\u0061": null
}`;

test("a value at a path", () => {
  expect(placeInJson(text, ["a"])).toEqual({ line: 2, column: 8 });
  expect(placeInJson(text, ["a", "b", 1, "c"])).toEqual({ line: 2, column: 25 });
  expect(placeInJson(text, ["a", "a"])).toEqual({ line: 2, column: 37 });
  expect(placeInJson(text, ["da"])).toEqual({ line: 3, column: 14 });
});

test("the innermost value on the way to one that is not there", () => {
  expect(placeInJson(text, ["a", "z"])).toEqual({ line: 2, column: 8 });
  expect(placeInJson(text, [])).toEqual({ line: 1, column: 1 });
});

test("where a text stops being JSON", () => {
  expect(placeInJson('{\n "a": 1,\n}', undefined)).toEqual({ line: 3, column: 1 });
  expect(placeInJson('{"a": nul}', undefined)).toEqual({ line: 1, column: 7 });
  expect(placeInJson("{} x", undefined)).toEqual({ line: 1, column: 4 });
});
