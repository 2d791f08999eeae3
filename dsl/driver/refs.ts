// Refs against their schema: as a driver found them, and as they came back from forge.lock.

import type { Ref } from "../../core/model/drivers.ts";
import { ForgeError } from "../../core/model/errors.ts";
import type { Json } from "../../core/model/json.ts";
import { describeIssues } from "../config.ts";
import type { SourceDefinition } from "../define-source.ts";

/** The ref to be locked. FORGE2012 when the kind's own schema refuses it: the kind is at fault. */
export function checkTracked({ kind, ref: schema }: SourceDefinition, found: unknown): Json {
  const problem = isPlainObject(found) ? problemOf(schema, found) : "it is no object";
  if (problem === undefined) return JSON.parse(JSON.stringify(found));
  throw new ForgeError({
    code: "FORGE2012",
    message: `the ref that ${kind} found is not what its schema says: ${problem}`,
    help: "mend `track` or `ref` of the kind",
  });
}

/** The ref as the kind's code wants it. FORGE2003 when its schema refuses it: the lock is at fault. */
export function checkRef({ kind, ref: schema }: SourceDefinition, locked: Ref | undefined): unknown {
  if (locked === undefined || schema === undefined) return locked;
  const problem = problemOf(schema, locked);
  if (problem === undefined) return schema.parse(locked);
  throw new ForgeError({
    code: "FORGE2003",
    message: `the entry of a ${kind} source is not a ref of that kind: ${problem}`,
    help: "mend the line, or delete it and run `forge track`",
  });
}

function problemOf(schema: SourceDefinition["ref"], ref: unknown): string | undefined {
  const [problem] = describeIssues(schema?.safeParse(ref).error?.issues ?? [], ref, "it");
  return problem;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
