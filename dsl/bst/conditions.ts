// Applies `(?)` and `(!)` everywhere in a tree, with the values of one project's options.

import { compose } from "./composite.ts";
import { invalidData, loadError } from "./errors.ts";
import type { OptionPool } from "./options/option-pool.ts";
import { strip } from "./text.ts";
import * as access from "./yaml/access.ts";
import { type BstNode, HAS_CONDITION, type Mapping, mapping, sequence } from "./yaml/node.ts";

/** `node` with every condition replaced by what holds. `restricted`: keys that no condition may set at the top. */
export function applyConditions(node: Mapping, options: OptionPool, restricted: readonly string[] = []): Mapping {
  if ((node.flags & HAS_CONDITION) === 0) return node;
  let current = node;
  // A branch may bring further conditions.
  while (current.entries.has("(?)") || current.entries.has("(!)")) current = applyOnce(current, options, restricted);
  if ((current.flags & HAS_CONDITION) === 0) return current;
  const entries = new Map<string, BstNode>();
  for (const [key, value] of current.entries) entries.set(key, applyBelow(value, options));
  return mapping(entries, current);
}

function applyBelow(node: BstNode, options: OptionPool): BstNode {
  if ((node.flags & HAS_CONDITION) === 0 || node.type === "scalar") return node;
  if (node.type === "mapping") return applyConditions(node, options);
  return sequence(
    node.items.map((item) => applyBelow(item, options)),
    node,
  );
}

function applyOnce(node: Mapping, options: OptionPool, restricted: readonly string[]): Mapping {
  const conditions = access.optionalSequence(node, "(?)");
  // The first assertion that is met counts, before a later branch could replace it.
  const assertion = access.optionalScalar(node, "(!)");
  if (assertion) throw loadError("USER_ASSERTION", strip(assertion.text), { node: assertion });
  let current = without(node, "(?)");
  for (const condition of conditions?.items ?? []) {
    const [expression, branch] = branchOf(condition);
    const holds = options.holds(expression, condition);
    if (branch.type !== "mapping") throw loadError("ILLEGAL_COMPOSITE", "a condition must have a mapping under it", { node: condition });
    for (const key of restricted) {
      const value = branch.entries.get(key);
      if (value) throw loadError("ILLEGAL_COMPOSITE", `"${key}" cannot be set by a condition`, { node: value });
    }
    if (holds) current = compose(current, branch);
  }
  return current;
}

function branchOf(condition: BstNode): readonly [expression: string, branch: BstNode] {
  if (condition.type !== "mapping") throw invalidData(condition, "a condition must be an expression with a mapping under it");
  const [branch, second] = condition.entries;
  if (branch === undefined || second !== undefined) throw invalidData(condition, "a condition must have exactly one expression");
  return branch;
}

function without(node: Mapping, key: string): Mapping {
  const entries = new Map(node.entries);
  entries.delete(key);
  return mapping(entries, node);
}
