// The elements of a project in an order in which dependencies come before dependants. Names cycles.
//
// Iterative: chains of tens of thousands of elements are real.

import { placesOf } from "./call-site.ts";
import type { Element } from "./element.ts";
import { elementData } from "./element-data.ts";
import { refusal } from "./refuse.ts";

/** Some elements and all they depend on, depth first in declared order. Throws FORGE1009. */
export function dependencyOrder<Occurrence extends { readonly element: Element }>(
  roots: readonly Occurrence[],
  dependenciesOf: (occurrence: Occurrence) => readonly Occurrence[],
): readonly Occurrence[] {
  const order: Occurrence[] = [];
  const state = new Map<Occurrence, "entered" | "done">();
  const stack: { readonly occurrence: Occurrence; readonly dependencies: readonly Occurrence[]; next: number }[] = [];
  for (const root of roots) {
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const dependency = top.dependencies[top.next++];
      if (dependency !== undefined) enter(dependency);
      else {
        state.set(top.occurrence, "done");
        order.push(top.occurrence);
        stack.pop();
      }
    }
  }
  return order;

  function enter(occurrence: Occurrence): void {
    const known = state.get(occurrence);
    if (known === "done") return;
    if (known === "entered")
      throw cycle(stack.slice(stack.findIndex((frame) => frame.occurrence === occurrence)).map((frame) => frame.occurrence.element));
    state.set(occurrence, "entered");
    stack.push({ occurrence, dependencies: dependenciesOf(occurrence), next: 0 });
  }
}

function cycle(around: readonly Element[]): Error {
  const data = around.map(elementData);
  const [first] = data;
  return refusal({
    code: "FORGE1009",
    message: `${around.length === 1 ? "an element depends on itself" : `${around.length} elements depend on one another in a circle`}: ${[...data, ...data.slice(0, 1)].map(({ kind: { kind } }) => kind).join(" → ")}`,
    site: first?.site ?? [],
    related: data.slice(1).map(({ kind: { kind }, site }) => {
      const [place] = placesOf(site);
      return { message: `then this ${kind}`, ...(place && { place }) };
    }),
    help: "a replacement must not depend on what it replaces",
  });
}
