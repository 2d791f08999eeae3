// Records: whole or not there.

import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import type { Json } from "../../../core/model/json.ts";
import { createStoreRig } from "./rig.ts";

const rig = createStoreRig();
const { records } = rig.store;
afterAll(() => rig[Symbol.asyncDispose]());

const value: Json = { tree: "0".repeat(64), text: "é\n\u2028", list: [1, null, true], nested: { a: "b" } };

test("what is put is got, by this process and by others", () => {
  records.put("sources", "key", value);
  expect(records.get("sources", "key")).toEqual(value);
  expect(rig.reopen().records.get("sources", "key")).toEqual(value);
  records.put("sources", "key", { other: 1 });
  expect(records.get("sources", "key")).toEqual({ other: 1 });
});

test("one value is published under several names, which live on their own", async () => {
  await records.publish(
    [
      { index: "resolved", key: "r" },
      { index: "artifacts", key: "d" },
    ],
    value,
  );
  expect([records.get("resolved", "r"), records.get("artifacts", "d")]).toEqual([value, value]);
  await records.publish([{ index: "artifacts", key: "d" }], { newer: true });
  expect([records.get("resolved", "r"), records.get("artifacts", "d")]).toEqual([value, { newer: true }]);
  records.remove("resolved", "r");
  expect([records.has("resolved", "r"), records.has("artifacts", "d")]).toEqual([false, true]);
});

test("a record that is damaged counts as none", () => {
  records.put("local", "bad", value);
  const file = records.file("local", "bad");
  writeFileSync(file, readFileSync(file, "utf8").replace("true", "tru3"));
  expect(records.get("local", "bad")).toBeUndefined();
  writeFileSync(file, "");
  expect(records.get("local", "bad")).toBeUndefined();
  expect(records.get("local", "none")).toBeUndefined();
});

test("touching says whether a record is there", () => {
  records.put("evaluations", "there", 1);
  expect([records.touch("evaluations", "there"), records.touch("evaluations", "gone")]).toEqual([true, false]);
  expect([...records.list("evaluations")]).toEqual(["there"]);
});

test("a key is a plain name", () => {
  for (const key of ["", "..", "a/b", ".hidden", "a\nb"]) expect(() => records.get("local", key), key).toThrow("internal:");
});
