// Where two values of JSON differ first, in the order in which they are written.
//
// Pure. Knows nothing of what the values mean.

import type { Json } from "../model/json.ts";

export interface Difference {
  readonly path: readonly (string | number)[];
  /** Undefined where only the other has something. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** The first and deepest path at which they differ, or undefined where they are equal. */
export function firstDifference(before: Json | undefined, after: Json | undefined, path: Difference["path"] = []): Difference | undefined {
  if (before === after) return undefined;
  const keys = commonKeys(before, after);
  if (keys === undefined) return { path, before, after };
  for (const key of keys) {
    const found = firstDifference(member(before, key), member(after, key), [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** The members to compare, or undefined where the values are not both lists or both objects. */
function commonKeys(before: Json | undefined, after: Json | undefined): readonly (string | number)[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) return [...Array(Math.max(before.length, after.length)).keys()];
  if (!isObject(before) || !isObject(after)) return undefined;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

function member(of: Json | undefined, key: string | number): Json | undefined {
  return typeof of === "object" && of !== null && Object.hasOwn(of, key) ? (Reflect.get(of, key) as Json) : undefined;
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
