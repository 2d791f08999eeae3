// Resolves `%{variables}`: each refers to others of the same set, and texts elsewhere refer to them.
//
// Iterative, for chains of thousands are real, and every value is resolved once. An undefined or circular reference is
// searched for again by `explainFailure`, which visits references in the incumbent's order, so that the same place is
// named. See "Variables" in docs/import.md.

import { loadError } from "./errors.ts";
import { strip } from "./text.ts";
import * as access from "./yaml/access.ts";
import { type BstNode, HAS_REFERENCE, type Mapping, mapping, type Scalar, scalar, sequence } from "./yaml/node.ts";

/** Literal parts at even positions, names of variables at odd ones. */
type Parts = readonly string[];

export class Variables {
  readonly #node: Mapping;
  readonly #parts = new Map<string, Parts>();
  readonly #resolved = new Map<string, string>();

  constructor(node: Mapping) {
    this.#node = node;
    const serial = access.booleanOr(node, "notparallel", false);
    for (const key of node.entries.keys()) {
      const text = key === "max-jobs" && serial ? "1" : access.requiredText(node, key);
      const parts = partsOf(text);
      if (parts.length === 1) this.#resolved.set(key, text);
      else this.#parts.set(key, parts);
    }
    if (serial) this.#resolved.set("max-jobs", "1");
  }

  /** The value of a variable; undefined where there is none. */
  get(name: string): string | undefined {
    return this.#resolved.get(name) ?? (this.#parts.has(name) ? this.#resolve(name) : undefined);
  }

  /** Resolves all. Throws UNRESOLVED_VARIABLE or CIRCULAR_REFERENCE_VARIABLE. */
  check(): void {
    for (const name of this.#parts.keys()) this.get(name);
  }

  /** Every name with its value. */
  *entries(): Iterable<readonly [name: string, value: string]> {
    for (const name of this.#node.entries.keys()) yield [name, this.get(name) ?? ""];
    if (!this.#node.entries.has("max-jobs") && this.#resolved.has("max-jobs")) yield ["max-jobs", "1"];
  }

  /** A text with its references replaced. `node` is where it stands. */
  expandText(text: string, node: Scalar): string {
    const parts = partsOf(text);
    if (parts.length === 1) return text;
    let result = "";
    for (const [index, part] of parts.entries()) {
      if (index % 2 === 0) result += part;
      else {
        const value = this.get(part);
        if (value === undefined) throw this.#explainFailure(undefined, parts, node);
        result += value;
      }
    }
    return result;
  }

  /** The tree with every text expanded. */
  expand<Node extends BstNode>(node: Node): Node;
  expand(node: BstNode): BstNode {
    if ((node.flags & HAS_REFERENCE) === 0) return node;
    switch (node.type) {
      case "scalar":
        return scalar(this.expandText(node.text, node), node);
      case "sequence":
        return sequence(
          node.items.map((item) => this.expand(item)),
          node,
        );
      case "mapping": {
        const entries = new Map<string, BstNode>();
        for (const [key, value] of node.entries) entries.set(key, this.expand(value));
        return mapping(entries, node);
      }
    }
  }

  #resolve(name: string): string {
    const first = this.#step(name);
    const stack = [first];
    const active = new Set([name]);
    for (let step = stack.at(-1); step !== undefined; step = stack.at(-1)) {
      let waiting = false;
      while (!waiting && step.next < step.parts.length) {
        const part = step.parts[step.next] ?? "";
        const value: string | undefined = step.next % 2 === 0 ? part : this.#resolved.get(part);
        if (value !== undefined) {
          step.text += value;
          step.next++;
          continue;
        }
        if (!this.#parts.has(part) || active.has(part)) throw this.#explainFailure(name, first.parts, undefined);
        active.add(part);
        stack.push(this.#step(part));
        waiting = true;
      }
      if (waiting) continue;
      this.#resolved.set(step.name, step.text);
      active.delete(step.name);
      stack.pop();
    }
    return first.text;
  }

  #step(name: string): { readonly name: string; readonly parts: Parts; next: number; text: string } {
    return { name, parts: this.#parts.get(name) ?? [], next: 0, text: "" };
  }

  /** The error for a variable, or for the text at `node`, that cannot be resolved. */
  #explainFailure(name: string | undefined, parts: Parts, node: Scalar | undefined) {
    const stack: Reference[] = [{ name, parts, from: undefined }];
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
      for (let above = step.from; above !== undefined; above = above.from) {
        if (above.name === step.name && step.name !== undefined) return this.#circular(step, above);
      }
      for (const part of step.parts.filter((_, index) => index % 2 === 1)) {
        const next = this.#parts.get(part);
        if (next) stack.push({ name: part, parts: next, from: step });
        else if (!this.#resolved.has(part)) {
          const place = (step.name === undefined ? undefined : this.#node.entries.get(step.name)) ?? node;
          return loadError("UNRESOLVED_VARIABLE", `the variable "${part}" is not defined`, { node: place });
        }
      }
    }
    return new Error("internal: a variable could not be resolved, and no reason was found");
  }

  #circular(step: Reference, above: Reference) {
    const hops: { name: string; node: BstNode | undefined }[] = [];
    for (let hop: Reference | undefined = step; hop !== undefined && hop !== above; hop = hop.from) {
      const from = hop.from?.name ?? step.name ?? "";
      hops.unshift({ name: `"${from}" refers to "${hop.name ?? ""}"`, node: this.#node.entries.get(from) });
    }
    return loadError("CIRCULAR_REFERENCE_VARIABLE", `the variable "${step.name ?? ""}" is defined through itself`, {
      node: hops[0]?.node,
      related: hops.map((hop) => ({
        message: hop.name,
        ...(hop.node && hop.node.line > 0 && { place: { file: hop.node.file.path, line: hop.node.line, column: hop.node.column } }),
      })),
    });
  }
}

interface Reference {
  readonly name: string | undefined;
  readonly parts: Parts;
  readonly from: Reference | undefined;
}

const REFERENCE = /%\{([a-zA-Z][a-zA-Z0-9_-]*)\}/;
const WHOLE: Parts = [""];

function partsOf(text: string): Parts {
  if (!text.includes("%{")) return text === "" ? WHOLE : [text];
  return text.split(REFERENCE);
}

/** The text of a scalar with its references replaced, and without outer blanks. */
export function expandScalar(variables: Variables, node: Scalar): string {
  return variables.expandText(strip(node.text), node);
}
