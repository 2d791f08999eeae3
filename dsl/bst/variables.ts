// Resolves `%{variables}`: each refers to others of the same set, and texts elsewhere refer to them.
//
// A set may lie over another that many elements share: what an element does not touch, directly or by way of references, is
// resolved once for all of them. Iterative, for chains of thousands are real. An undefined or circular reference is searched
// for again in the incumbent's order (variable-failure.ts), so that the same place is named.

import { isBstError } from "./errors.ts";
import { strip } from "./text.ts";
import { explainFailure, type VariableView } from "./variable-failure.ts";
import * as access from "./yaml/access.ts";
import { type BstNode, HAS_REFERENCE, type Mapping, mapping, type Scalar, SYNTHETIC, scalar, sequence } from "./yaml/node.ts";

export class Variables implements VariableView {
  readonly #base: Variables | undefined;
  /** What this set itself says. */
  readonly #own = new Map<string, Scalar>();
  /** Variables of the base that refer, directly or not, to what this set says. */
  readonly #affected = new Set<string>();
  readonly #resolved = new Map<string, string>();
  #dependants: ReadonlyMap<string, readonly string[]> | undefined;
  readonly #expansions = new Map<BstNode, Expansion>();

  /** `node`: a mapping of texts. */
  constructor(node: Mapping, base?: Variables) {
    this.#base = base;
    for (const [name, value] of node.entries) this.#own.set(name, stripped(access.asScalar(value, name)));
    if (this.#isSerial()) this.#own.set("max-jobs", scalar("1", this.node("max-jobs") ?? SYNTHETIC));
    if (base) this.#findAffected(base);
  }

  /** The value of a variable; undefined where there is none. Throws UNRESOLVED_VARIABLE or CIRCULAR_REFERENCE_VARIABLE. */
  get(name: string): string | undefined {
    const known = this.#resolved.get(name);
    if (known !== undefined) return known;
    if (!this.#isOwn(name)) return this.#base?.get(name);
    return this.#resolve(name);
  }

  /** Resolves all. */
  check(): void {
    for (const name of this.names()) this.get(name);
  }

  /** Every name, those of the base first. */
  *names(): Iterable<string> {
    if (this.#base) yield* this.#base.names();
    for (const name of this.#own.keys()) if (!this.#base?.has(name)) yield name;
  }

  /** Every name with its value. */
  *entries(): Iterable<readonly [name: string, value: string]> {
    for (const name of this.names()) yield [name, this.get(name) ?? ""];
  }

  has(name: string): boolean {
    return this.#own.has(name) || (this.#base?.has(name) ?? false);
  }

  /** Where a variable is set. */
  node(name: string): Scalar | undefined {
    return this.#own.get(name) ?? this.#base?.node(name);
  }

  /** The text of a scalar with its references replaced. */
  expandText(node: Scalar): string {
    if (!node.parts) return node.text;
    let result = "";
    for (const [index, part] of node.parts.entries()) {
      if (index % 2 === 0) result += part;
      else {
        const value = this.get(part);
        if (value === undefined) throw explainFailure(this, { parts: node.parts, node });
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
        return scalar(this.expandText(node), node);
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

  /** The same for a tree that many elements with this base expand: done once for equal values. */
  expandShared<Node extends BstNode>(node: Node): Node;
  expandShared(node: BstNode): BstNode {
    if ((node.flags & HAS_REFERENCE) === 0) return node;
    const owner = this.#base ?? this;
    let expansion = owner.#expansions.get(node);
    if (!expansion) {
      expansion = { names: [...new Set(referencesOf(node))], results: new Map() };
      owner.#expansions.set(node, expansion);
    }
    const key = expansion.names.map((name) => this.get(name) ?? "\0").join("\0");
    const result = expansion.results.get(key) ?? this.expand(node);
    expansion.results.set(key, result);
    return result;
  }

  #isOwn(name: string): boolean {
    return this.#own.has(name) || this.#affected.has(name);
  }

  /** `notparallel` leaves an element one job. */
  #isSerial(): boolean {
    const node = this.node("notparallel");
    return node !== undefined && access.asBoolean(node, "notparallel");
  }

  #findAffected(base: Variables): void {
    const waiting = [...this.#own.keys()];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const dependant of base.#dependantsOf(name)) {
        if (this.#isOwn(dependant)) continue;
        this.#affected.add(dependant);
        waiting.push(dependant);
      }
    }
  }

  /** Variables of this set that refer to a name. */
  #dependantsOf(name: string): readonly string[] {
    if (!this.#dependants) {
      const dependants = new Map<string, string[]>();
      for (const [user, { parts }] of this.#own) {
        for (const used of namesIn(parts)) {
          const users = dependants.get(used);
          if (users) users.push(user);
          else dependants.set(used, [user]);
        }
      }
      this.#dependants = dependants;
    }
    return this.#dependants.get(name) ?? NOBODY;
  }

  #resolve(name: string): string {
    const first = this.#step(name);
    const stack = [first];
    const active = new Set([name]);
    for (let step = stack.at(-1); step !== undefined; step = stack.at(-1)) {
      let waitsFor: string | undefined;
      while (waitsFor === undefined && step.next < step.parts.length) {
        const part = step.parts[step.next] ?? "";
        const value = step.next % 2 === 0 ? part : this.#resolved.get(part);
        if (value === undefined && this.#isOwn(part)) waitsFor = part;
        else {
          step.text += value ?? this.#fromBase(part, name);
          step.next++;
        }
      }
      if (waitsFor === undefined) {
        this.#resolved.set(step.name, step.text);
        active.delete(step.name);
        stack.pop();
      } else {
        if (active.has(waitsFor)) throw explainFailure(this, { name });
        active.add(waitsFor);
        stack.push(this.#step(waitsFor));
      }
    }
    return first.text;
  }

  /** A value of the base that `name` needs. */
  #fromBase(part: string, name: string): string {
    try {
      const value = this.#base?.get(part);
      if (value !== undefined) return value;
    } catch (error) {
      if (!isBstError(error)) throw error;
    }
    throw explainFailure(this, { name });
  }

  #step(name: string): Step {
    const node = this.node(name);
    return { name, parts: node?.parts ?? [node?.text ?? ""], next: 0, text: "" };
  }
}

interface Step {
  readonly name: string;
  readonly parts: readonly string[];
  next: number;
  text: string;
}

/** A shared tree: the variables it refers to, and what it became for each set of their values. */
interface Expansion {
  readonly names: readonly string[];
  readonly results: Map<string, BstNode>;
}

const NOBODY: readonly string[] = [];

/** A text as variables hold it. Format 1 keeps outer blanks in its trees. */
function stripped(node: Scalar): Scalar {
  const text = strip(node.text);
  return text === node.text ? node : scalar(text, node);
}

function namesIn(parts: readonly string[] | undefined): readonly string[] {
  return parts ? parts.filter((_, index) => index % 2 === 1) : NOBODY;
}

function referencesOf(node: BstNode): readonly string[] {
  if ((node.flags & HAS_REFERENCE) === 0) return NOBODY;
  if (node.type === "scalar") return namesIn(node.parts);
  return (node.type === "sequence" ? node.items : [...node.entries.values()]).flatMap(referencesOf);
}
