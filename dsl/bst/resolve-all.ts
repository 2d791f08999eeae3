// Resolves everything below the targets, dependencies after the element that names them and before its last checks, as the
// incumbent does, so that of several errors the same one comes first; and puts what can be used in staging order.

import { checkDependencies } from "./check-kind.ts";
import { BUILD, RUNTIME } from "./dependencies.ts";
import type { ResolvedElement } from "./element.ts";
import { isBstError } from "./errors.ts";
import type { LoadElement } from "./load-element.ts";

/** Resolves all. Returns what cannot be used because of something below it, each with that. */
export function resolveAll(
  targets: readonly LoadElement[],
  resolve: (element: LoadElement) => ResolvedElement,
): ReadonlyMap<LoadElement, LoadElement> {
  const broken = new Map<LoadElement, LoadElement>();
  walk(targets, {
    dependencies: (element) => element.dependencies.map((dependency) => dependency.element),
    before: (element) =>
      attempt(element, () => {
        const { variables } = resolve(element);
        // To be used, a junction may leave variables undefined that come by includes; to be shown, it may not.
        if (element.firstPass) variables.check();
      }),
    after: (element) => {
      if (element.failure) return;
      const culprit = element.dependencies
        .map((dependency) => broken.get(dependency.element) ?? (dependency.element.failure && dependency.element))
        .find((found) => found !== undefined);
      if (culprit) broken.set(element, culprit);
      else attempt(element, () => checkDependencies(resolve(element), (other) => resolve(other).kind.kind));
    },
  });
  return broken;
}

function attempt(element: LoadElement, run: () => void): void {
  if (element.failure) return;
  try {
    run();
  } catch (error) {
    if (!isBstError(error) || element.loader.project.session.isFatal(error)) throw error;
    element.loader.project.session.note(element, error);
  }
}

/** What the targets need, each element after what it needs to be built, then what it needs to run. */
export function stagingOrder(targets: readonly LoadElement[]): readonly LoadElement[] {
  const order: LoadElement[] = [];
  walk(targets, {
    dependencies: ({ dependencies }) =>
      [BUILD, RUNTIME].flatMap((bit) => dependencies.filter(({ type }) => (type & bit) !== 0).map(({ element }) => element)),
    before: () => {},
    after: (element) => order.push(element),
  });
  return order;
}

interface Visitor {
  readonly dependencies: (element: LoadElement) => readonly LoadElement[];
  readonly before: (element: LoadElement) => void;
  readonly after: (element: LoadElement) => void;
}

/** Depth first, each element once, without recursion. */
function walk(targets: readonly LoadElement[], { dependencies, before, after }: Visitor): void {
  const seen = new Set<LoadElement>();
  const stack: { readonly element: LoadElement; readonly below: readonly LoadElement[]; next: number }[] = [];
  const enter = (element: LoadElement): void => {
    if (seen.has(element)) return;
    seen.add(element);
    before(element);
    stack.push({ element, below: dependencies(element), next: 0 });
  };
  for (const target of targets) {
    enter(target);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.below[top.next++];
      if (next !== undefined) enter(next);
      else {
        after(top.element);
        stack.pop();
      }
    }
  }
}
