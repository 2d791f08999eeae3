// The elements of a project in an order in which dependencies come before dependants. Names cycles.
//
// Iterative: chains of tens of thousands of elements are real.

import { placesOf } from "./call-site.ts";
import type { Element } from "./element.ts";
import { elementData } from "./element-data.ts";
import { refusal } from "./refuse.ts";

/** Some elements and all they depend on, depth first in declared order. Throws FORGE1009. */
export function dependencyOrder(roots: readonly Element[], replacementOf: (element: Element) => Element): readonly Element[] {
  const order: Element[] = [];
  const state = new Map<Element, "entered" | "done">();
  const stack: { readonly element: Element; readonly dependencies: readonly Element[]; next: number }[] = [];
  for (const root of roots) {
    enter(replacementOf(root));
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const dependency = top.dependencies[top.next++];
      if (dependency !== undefined) enter(dependency);
      else {
        state.set(top.element, "done");
        order.push(top.element);
        stack.pop();
      }
    }
  }
  return order;

  function enter(element: Element): void {
    const known = state.get(element);
    if (known === "done") return;
    if (known === "entered") throw cycle(stack.slice(stack.findIndex((frame) => frame.element === element)).map((frame) => frame.element));
    state.set(element, "entered");
    stack.push({ element, dependencies: elementData(element).edges.map(({ to }) => replacementOf(to)), next: 0 });
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
