import assert from "node:assert/strict";
import { test } from "node:test";
import { count } from "words";

test("counts whole words in whatever case", () => {
  assert.equal(count("To be, or not to be", "be"), 2);
  assert.equal(count("To be, or not to be", "b"), 0);
});
