// Holds what a verb printed with --json against the schema that is published for it, and against its list of members.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { type JsonVerb, jsonOutputs, otherOutputs } from "../../core/cli/json/outputs.ts";
import { repository } from "./project.ts";

/** What is wrong with the lines that a verb printed: nothing, where they are as docs/schemas says and hold no more than that. */
export function schemaFaults(verb: JsonVerb | keyof typeof otherOutputs, stdout: string): readonly string[] {
  const { file } = { ...jsonOutputs, ...otherOutputs }[verb];
  const published = JSON.parse(readFileSync(join(repository, "docs/schemas", `${file}.json`), "utf8"));
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(closed(published) as object);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => (validate(JSON.parse(line)) ? [] : [`${line}: ${JSON.stringify(validate.errors)}`]));
}

/** The schema with every object refusing members that it does not list. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  return "properties" in inner && !("additionalProperties" in inner) ? { ...inner, additionalProperties: false } : inner;
}
