// Every error code is thrown somewhere, and every code that is thrown is in the table.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorCodes } from "../../../core/model/error-codes.ts";
import { repository } from "../../rig/project.ts";

const table = "core/model/error-codes.ts";
const sources = ["core", "dsl", "stdlib", "sandbox"].flatMap((room) =>
  readdirSync(join(repository, room), { recursive: true, encoding: "utf8" })
    .map((path) => join(room, path))
    .filter((path) => path.endsWith(".ts") && path !== table),
);
const thrown = new Map<string, string>();
for (const path of sources) {
  for (const [code] of readFileSync(join(repository, path), "utf8").matchAll(/(?<=")FORGE\d{4}(?=")/g)) thrown.set(code, path);
}

test("every code is thrown somewhere in the source", () => {
  expect(Object.keys(errorCodes).filter((code) => !thrown.has(code))).toEqual([]);
});

test("every code in the source is in the table", () => {
  expect([...thrown].filter(([code]) => !Object.hasOwn(errorCodes, code))).toEqual([]);
});
