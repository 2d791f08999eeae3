// Canonical JSON: one text for one value, whatever order its properties were made in.
//
// Knows nothing of what is hashed. Undefined properties are absent, numbers must be finite, names are sorted by UTF-16 unit.

import type { Json } from "../model/json.ts";

/** The one text of a value. Throws on what JSON cannot say, for that would be lost from a key. */
export function canonical(value: Json | undefined): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`internal: ${value} cannot be part of a key`);
    return JSON.stringify(value);
  }
  if (isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object") throw new Error(`internal: a ${typeof value} cannot be part of a key`);
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${canonical(member)}`);
  }
  return `{${members.join(",")}}`;
}

function isArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
