// Whether a value is plain data: what can leave the configuration.

import type { Json } from "../core/model/json.ts";

/** Whether a value survives being written as JSON. `undefined` members of objects count as absent. */
export function isJson(value: unknown): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.every(isJson);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  return Object.values(value).every((inner) => inner === undefined || isJson(inner));
}
