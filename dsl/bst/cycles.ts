// Finds circles of dependencies. What is in one is broken, and the dependency that closes it is dropped, so that what
// remains has an order.

import { type BstError, loadError } from "./errors.ts";
import type { LoadElement } from "./load-element.ts";

/** Visits everything below the targets, in their order; calls `found` for each circle. */
export function breakCycles(targets: readonly LoadElement[], found: (chain: readonly LoadElement[], error: BstError) => void): void {
  const done = new Set<LoadElement>();
  for (const target of targets) {
    const stack: { readonly element: LoadElement; next: number }[] = [];
    const open = new Set<LoadElement>();
    const enter = (element: LoadElement): void => {
      if (done.has(element)) return;
      open.add(element);
      stack.push({ element, next: 0 });
    };
    enter(target);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { element } = top;
      const dependency = element.dependencies[top.next];
      if (dependency === undefined) {
        done.add(element);
        open.delete(element);
        stack.pop();
      } else if (open.has(dependency.element)) {
        const chain = stack.slice(stack.findIndex((step) => step.element === dependency.element)).map((step) => step.element);
        element.dependencies.splice(top.next, 1);
        found(chain, circular(chain, dependency.element));
      } else {
        top.next++;
        enter(dependency.element);
      }
    }
  }
}

function circular(chain: readonly LoadElement[], first: LoadElement): BstError {
  const names = [...chain, first].map((element) => element.fullName);
  return loadError("CIRCULAR_DEPENDENCY", `"${first.fullName}" depends on itself`, { node: first.node, detail: [names.join(" -> ")] });
}
