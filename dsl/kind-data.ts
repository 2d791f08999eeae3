// What a kind is inside: what its elements share, and how one is made of configuration that several said a part of.
//
// The kind's own schema has the last word on what the parts give together; until then they are what users wrote.

import { z } from "zod";
import { hasBrand, KIND } from "./brands.ts";
import { describeIssues } from "./config.ts";
import { editedList, isEdit } from "./edits.ts";
import type { ElementData, KindRules } from "./element-data.ts";
import type { Environment } from "./environment.ts";
import type { RecipeInput } from "./recipe.ts";
import type { Text } from "./text.ts";

export interface KindData {
  readonly kind: string;
  readonly version: number;
  readonly rules: KindRules;
  readonly schema: z.ZodObject;
  readonly variables: { readonly [name: string]: Text };
  readonly environment: Environment;
  /** Throws FORGE1007 at the site when the layers together are not what the schema wants. */
  readonly makeRecipe: (layers: readonly object[], element: Pick<ElementData, "sources" | "edges" | "site">) => RecipeInput;
}

/** What a kind function of whatever copy of this package is inside, if it is one. */
export function kindData(kind: unknown): KindData | undefined {
  return hasBrand(kind, KIND) ? Reflect.get(kind, KIND) : undefined;
}

/**
 * The configuration that layers give together, the first the weakest: edits change the list below them, records are laid over one
 * another, everything else stands in the place of what is below.
 */
export function mergedConfig(schema: z.ZodObject, layers: readonly object[]): object {
  const merged: { [field: string]: unknown } = {};
  for (const layer of layers) {
    for (const [field, value] of Object.entries(layer)) {
      if (value === undefined) continue;
      const below = merged[field];
      if (isEdit(value)) merged[field] = editedList(Array.isArray(below) ? below : kindList(schema, field), value);
      else merged[field] = isPlainRecord(below) && isPlainRecord(value) ? { ...below, ...value } : value;
    }
  }
  return merged;
}

/** What a schema refuses of some of its fields, one sentence each. Edits are looked at when what they edit is known. */
export function partialIssues(schema: z.ZodObject, given: object): readonly string[] {
  return Object.entries(given).flatMap(([field, value]) => {
    const type = schema.shape[field];
    if (type === undefined || value === undefined || isEdit(value)) return [];
    const issues = z.safeParse(type, value).error?.issues ?? [];
    return describeIssues(
      issues.map((issue) => ({ ...issue, path: [field, ...issue.path] })),
      given,
    );
  });
}

/** The list that a field is unless somebody says otherwise. */
function kindList(schema: z.ZodObject, field: string): readonly unknown[] {
  const type = schema.shape[field];
  const list = type === undefined ? undefined : z.safeParse(type, undefined).data;
  return Array.isArray(list) ? list : [];
}

function isPlainRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
