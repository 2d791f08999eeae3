// Typed access to a tree: every getter checks what is there and refuses with the place of what is wrong.
//
// Texts are stripped here too, for trees of format 1 keep them as written.

import { invalidData } from "../errors.ts";
import { strip } from "../text.ts";
import { type BstNode, EMPTY, EMPTY_LIST, type Mapping, type Scalar, type Sequence } from "./node.ts";

export function entry(node: Mapping, key: string): BstNode | undefined {
  return node.entries.get(key);
}

export function has(node: Mapping, key: string): boolean {
  return node.entries.has(key);
}

/** The node under a key that must be there. */
export function required(node: Mapping, key: string): BstNode {
  const value = node.entries.get(key);
  if (value === undefined) throw invalidData(node, `the key "${key}" is missing`);
  return value;
}

export function requiredScalar(node: Mapping, key: string): Scalar {
  return asScalar(required(node, key), key);
}

export function requiredText(node: Mapping, key: string): string {
  return strip(requiredScalar(node, key).text);
}

export function optionalScalar(node: Mapping, key: string): Scalar | undefined {
  const value = node.entries.get(key);
  return value && asScalar(value, key);
}

export function optionalText(node: Mapping, key: string): string | undefined {
  const value = optionalScalar(node, key);
  return value && strip(value.text);
}

export function requiredMapping(node: Mapping, key: string): Mapping {
  return asMapping(required(node, key), key);
}

export function optionalMapping(node: Mapping, key: string): Mapping | undefined {
  const value = node.entries.get(key);
  return value && asMapping(value, key);
}

export function mappingOrEmpty(node: Mapping, key: string): Mapping {
  return optionalMapping(node, key) ?? EMPTY;
}

export function requiredSequence(node: Mapping, key: string): Sequence {
  return asSequence(required(node, key), key);
}

export function optionalSequence(node: Mapping, key: string): Sequence | undefined {
  const value = node.entries.get(key);
  return value && asSequence(value, key);
}

export function sequenceOrEmpty(node: Mapping, key: string): Sequence {
  return optionalSequence(node, key) ?? EMPTY_LIST;
}

export function textsOrEmpty(node: Mapping, key: string): readonly string[] {
  return texts(sequenceOrEmpty(node, key));
}

export function texts(node: Sequence): readonly string[] {
  return node.items.map((item) => {
    if (item.type !== "scalar") throw invalidData(item, "an item of a list must be a text");
    return strip(item.text);
  });
}

/** Items that must all be mappings. */
export function mappings(node: Sequence): readonly Mapping[] {
  return node.items.map((item) => {
    if (item.type !== "mapping") throw invalidData(item, "an item of this list must be a mapping");
    return item;
  });
}

export function requiredBoolean(node: Mapping, key: string): boolean {
  return asBoolean(requiredScalar(node, key), key);
}

export function booleanOr(node: Mapping, key: string, otherwise: boolean): boolean {
  const value = optionalScalar(node, key);
  return value === undefined ? otherwise : asBoolean(value, key);
}

export function optionalInteger(node: Mapping, key: string): number | undefined {
  const value = optionalScalar(node, key);
  if (value === undefined) return undefined;
  const text = strip(value.text);
  if (!/^[+-]?\d(_?\d)*$/.test(text)) throw invalidData(value, `"${key}" must be an integer`);
  return Number(text.replaceAll("_", ""));
}

/** One of a list of words under a key that must be there. */
export function requiredWord<Word extends string>(node: Mapping, key: string, words: readonly Word[]): Word {
  const value = requiredScalar(node, key);
  const found = words.find((word) => word === strip(value.text));
  if (found === undefined) throw invalidData(value, `"${key}" must be one of ${words.join(", ")}`);
  return found;
}

/** Refuses any key that is not in the list. */
export function validateKeys(node: Mapping, allowed: ReadonlySet<string>): void {
  for (const [key, value] of node.entries) {
    if (!allowed.has(key)) throw invalidData(value, `unexpected key "${key}"`, { help: `known here: ${[...allowed].sort().join(", ")}` });
  }
}

export function asScalar(node: BstNode, key: string): Scalar {
  if (node.type !== "scalar") throw invalidData(node, `"${key}" must be a text`);
  return node;
}

export function asMapping(node: BstNode, key: string): Mapping {
  if (node.type !== "mapping") throw invalidData(node, `"${key}" must be a mapping`);
  return node;
}

export function asSequence(node: BstNode, key: string): Sequence {
  if (node.type !== "sequence") throw invalidData(node, `"${key}" must be a list`);
  return node;
}

/** The only spellings of a truth value. */
export function asBoolean(node: Scalar, key: string): boolean {
  switch (strip(node.text)) {
    case "True":
    case "true":
    case "1":
      return true;
    case "False":
    case "false":
    case "0":
      return false;
    default:
      throw invalidData(node, `"${key}" must be True or False`);
  }
}
