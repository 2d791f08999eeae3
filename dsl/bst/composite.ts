// Lays one mapping over another: the operation by which everything in a `.bst` project is put together.
//
// Pure: both sides stay as they are, and what does not change is shared. A later text replaces an earlier one, a list
// replaces a list, `(>)`, `(<)` and `(=)` work on the list below or wait for one, and lists of conditions concatenate.

import { invalidData, loadError } from "./errors.ts";
import {
  type BstNode,
  HAS_LIST_DIRECTIVE,
  HAS_MIXED,
  isCompositeList,
  isMixed,
  isSynthetic,
  type Mapping,
  mapping,
  type Sequence,
  sequence,
} from "./yaml/node.ts";

/** `over` laid on `under`. The result stands at the place of `over`, unless forge made that. Throws ILLEGAL_COMPOSITE. */
export function compose(under: Mapping, over: Mapping): Mapping {
  if (over.entries.size === 0) return isSynthetic(over) || isSamePlace(under, over) ? under : mapping(under.entries, over);
  const entries = new Map(under.entries);
  for (const [key, value] of over.entries) entries.set(key, composeValue(key, entries.get(key), value));
  return mapping(entries, isSynthetic(over) ? under : over);
}

/** `included` laid below `over`, which keeps its place and the order of its keys. */
export function composeUnder(over: Mapping, included: Mapping): Mapping {
  const both = compose(included, over);
  const entries = new Map<string, BstNode>();
  for (const key of over.entries.keys()) {
    const value = both.entries.get(key);
    if (value !== undefined) entries.set(key, value);
  }
  for (const [key, value] of both.entries) if (!entries.has(key)) entries.set(key, value);
  return mapping(entries, over);
}

/** Refuses list directives that met no list. */
export function assertComposed(node: BstNode): void {
  if ((node.flags & HAS_LIST_DIRECTIVE) === 0) return;
  if (node.type === "scalar") return;
  if (node.type === "sequence") return void node.items.forEach(assertComposed);
  for (const [key, value] of node.entries) {
    if (key === "(>)" || key === "(<)" || key === "(=)") {
      throw loadError("TRAILING_LIST_DIRECTIVE", `"${key}" has no list to work on`, { node: value });
    }
    assertComposed(value);
  }
}

/** The tree with list directives that wait for a list taken as if it were empty: where nobody knows what would be below. */
export function settleDirectives(node: Mapping): Mapping {
  if ((node.flags & HAS_LIST_DIRECTIVE) === 0) return node;
  return mapping(new Map([...node.entries].map(([key, value]): [string, BstNode] => [key, settled(value)])), node);
}

function settled(node: BstNode): BstNode {
  if (node.type === "sequence") return sequence(node.items.map(settled), node);
  if (node.type === "scalar") return node;
  if (!isCompositeList(node)) return settleDirectives(node);
  return sequence(
    ["(<)", "(=)", "(>)"].flatMap((key) => directive(node, key)?.items ?? []),
    node,
  );
}

/** One key of a mapping: what is laid over what was there. */
export function composeValue(key: string, under: BstNode | undefined, over: BstNode): BstNode {
  switch (over.type) {
    case "scalar":
      if (under && under.type !== "scalar") throw illegal(over, `a text cannot replace the ${under.type} under "${key}"`);
      return over;
    case "sequence":
      return composeList(key, under, over);
    case "mapping":
      refuseMixed(over);
      if (isCompositeList(over)) return composeDirectives(key, under, over);
      return composeMapping(key, under, over);
  }
}

function composeList(key: string, under: BstNode | undefined, over: Sequence): BstNode {
  if (under && under.type === "mapping") refuseMixed(under);
  if (under && under.type !== "sequence" && !isCompositeList(under))
    throw illegal(over, `a list cannot replace the ${under.type} under "${key}"`);
  // Conditions are kept for later, all of them.
  if (key === "(?)" && under?.type === "sequence") return sequence([...under.items, ...over.items], under);
  return over;
}

function composeMapping(key: string, under: BstNode | undefined, over: Mapping): Mapping {
  if (under === undefined) return composeFresh(over);
  if (under.type !== "mapping") throw illegal(over, `a mapping cannot replace the ${under.type} under "${key}"`);
  return compose(under, over);
}

/** A mapping laid on nothing is itself; what is malformed below it still has to be found. */
function composeFresh(over: Mapping): Mapping {
  if ((over.flags & HAS_MIXED) !== 0) {
    for (const value of over.entries.values()) {
      if (value.type !== "mapping") continue;
      refuseMixed(value);
      if (!isCompositeList(value)) composeFresh(value);
    }
  }
  return over;
}

function composeDirectives(key: string, under: BstNode | undefined, over: Mapping): BstNode {
  if (under === undefined) return over;
  if (under.type === "mapping") refuseMixed(under);
  const clobber = directive(over, "(=)");
  const prefix = directive(over, "(<)");
  const suffix = directive(over, "(>)");
  if (under.type === "sequence") {
    const base = clobber ? clobber.items : under.items;
    return sequence([...(prefix?.items ?? []), ...base, ...(suffix?.items ?? [])], under);
  }
  if (!isCompositeList(under)) throw illegal(over, `list directives cannot work on the ${under.type} under "${key}"`);
  const entries = new Map(under.entries);
  if (clobber) {
    entries.set("(=)", clobber);
    replaceDirective(entries, "(<)", prefix);
    replaceDirective(entries, "(>)", suffix);
  } else {
    const before = entries.get("(<)");
    const after = entries.get("(>)");
    if (prefix) entries.set("(<)", before?.type === "sequence" ? sequence([...prefix.items, ...before.items], before) : prefix);
    if (suffix) entries.set("(>)", after?.type === "sequence" ? sequence([...after.items, ...suffix.items], after) : suffix);
  }
  return mapping(entries, under);
}

function replaceDirective(entries: Map<string, BstNode>, key: string, value: Sequence | undefined): void {
  if (value) entries.set(key, value);
  else entries.delete(key);
}

function directive(node: Mapping, key: string): Sequence | undefined {
  const value = node.entries.get(key);
  if (value !== undefined && value.type !== "sequence") throw invalidData(value, `"${key}" must be a list`);
  return value;
}

function refuseMixed(node: Mapping): void {
  if (isMixed(node)) throw invalidData(node, "list directives cannot stand beside other keys");
}

function illegal(node: BstNode, message: string) {
  return loadError("ILLEGAL_COMPOSITE", message, { node });
}

function isSamePlace(a: Mapping, b: Mapping): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}
