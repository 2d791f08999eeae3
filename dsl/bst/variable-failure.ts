// Says why a variable, or a text with variables, cannot be resolved: a name that nobody defines, or a circle.
//
// Walks references in the incumbent's order, so that of several faults the same one is named.

import { type BstError, loadError } from "./errors.ts";
import { type BstNode, placeOf, type Scalar } from "./yaml/node.ts";

/** Variables as they are defined. */
export interface VariableView {
  readonly has: (name: string) => boolean;
  readonly node: (name: string) => Scalar | undefined;
}

/** What could not be resolved: a variable by name, or the text at a node. */
export type Unresolved = { readonly name: string } | { readonly parts: readonly string[]; readonly node: Scalar };

interface Reference {
  readonly name: string | undefined;
  readonly parts: readonly string[];
  readonly from: Reference | undefined;
}

export function explainFailure(variables: VariableView, unresolved: Unresolved): Error {
  const name = "name" in unresolved ? unresolved.name : undefined;
  const text = "node" in unresolved ? unresolved.node : undefined;
  const parts = "parts" in unresolved ? unresolved.parts : (variables.node(unresolved.name)?.parts ?? []);
  const stack: Reference[] = [{ name, parts, from: undefined }];
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    for (let above = step.from; above !== undefined; above = above.from) {
      if (above.name === step.name && step.name !== undefined) return circular(variables, step, above);
    }
    for (const [index, part] of step.parts.entries()) {
      if (index % 2 === 0) continue;
      if (!variables.has(part)) return notDefined(part, (step.name === undefined ? undefined : variables.node(step.name)) ?? text);
      const next = variables.node(part)?.parts;
      if (next) stack.push({ name: part, parts: next, from: step });
    }
  }
  return new Error("internal: a variable could not be resolved, and no reason was found");
}

function notDefined(name: string, node: BstNode | undefined): BstError {
  return loadError("UNRESOLVED_VARIABLE", `the variable "${name}" is not defined`, { node });
}

function circular(variables: VariableView, step: Reference, above: Reference): BstError {
  const hops: { readonly message: string; readonly node: BstNode | undefined }[] = [];
  for (let hop: Reference | undefined = step; hop !== undefined && hop !== above; hop = hop.from) {
    const from = hop.from?.name ?? step.name ?? "";
    hops.unshift({ message: `"${from}" refers to "${hop.name ?? ""}"`, node: variables.node(from) });
  }
  return loadError("CIRCULAR_REFERENCE_VARIABLE", `the variable "${step.name ?? ""}" is defined through itself`, {
    node: hops[0]?.node,
    related: hops.map(({ message, node }) => {
      const place = node && placeOf(node);
      return { message, ...(place && { place }) };
    }),
  });
}
