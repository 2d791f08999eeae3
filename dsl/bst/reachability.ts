// Which elements depend on which, directly or not: one row of bits an element, over those that come before it.

import type { LoadElement } from "./load-element.ts";

export class Reachability {
  /** Everything below the targets, dependencies first. */
  readonly elements: readonly LoadElement[];
  readonly #indices = new Map<LoadElement, number>();
  readonly #rows: Uint32Array[] = [];

  constructor(targets: readonly LoadElement[]) {
    this.elements = inOrder(targets);
    for (const [index, element] of this.elements.entries()) {
      this.#indices.set(element, index);
      const row = new Uint32Array((index + 31) >>> 5);
      for (const { element: below } of element.dependencies) this.#include(row, below);
      this.#rows.push(row);
    }
  }

  /** 1 where `a` depends on `b`, -1 where `b` depends on `a`, else 0. */
  compare(a: LoadElement, b: LoadElement): number {
    const x = this.#indices.get(a) ?? -1;
    const y = this.#indices.get(b) ?? -1;
    // An element can only depend on one that comes before it.
    if (x > y) return this.#has(x, y) ? 1 : 0;
    return this.#has(y, x) ? -1 : 0;
  }

  #has(of: number, below: number): boolean {
    return ((this.#rows[of]?.[below >>> 5] ?? 0) & (1 << (below & 31))) !== 0;
  }

  #include(row: Uint32Array, element: LoadElement): void {
    const index = this.#indices.get(element) ?? 0;
    const below = this.#rows[index] ?? row;
    for (let word = 0; word < below.length; word++) row[word] = (row[word] ?? 0) | (below[word] ?? 0);
    const word = index >>> 5;
    row[word] = (row[word] ?? 0) | (1 << (index & 31));
  }
}

function inOrder(targets: readonly LoadElement[]): readonly LoadElement[] {
  const order: LoadElement[] = [];
  const seen = new Set<LoadElement>();
  const stack: { readonly element: LoadElement; next: number }[] = [];
  const enter = (element: LoadElement): void => {
    if (seen.has(element)) return;
    seen.add(element);
    stack.push({ element, next: 0 });
  };
  for (const target of targets) {
    enter(target);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const dependency = top.element.dependencies[top.next++];
      if (dependency) enter(dependency.element);
      else {
        order.push(top.element);
        stack.pop();
      }
    }
  }
  return order;
}
