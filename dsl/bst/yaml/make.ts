// Trees that forge makes itself: defaults of the format and of kinds, written as plain data.

import { type BstNode, type Mapping, mapping, SYNTHETIC, scalar, sequence } from "./node.ts";

export type Plain = string | readonly Plain[] | { readonly [key: string]: Plain };

export function tree(value: { readonly [key: string]: Plain }): Mapping {
  return mapping(new Map(Object.entries(value).map(([key, inner]) => [key, node(inner)])), SYNTHETIC);
}

function node(value: Plain): BstNode {
  if (typeof value === "string") return scalar(value, SYNTHETIC);
  if (isList(value)) return sequence(value.map(node), SYNTHETIC);
  return tree(value);
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
