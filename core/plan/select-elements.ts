// Which elements a verb is about: those named, the dependencies that are asked for with them, less what is left out.
//
// Pure, and linear in the edges it follows. To leave an element out is the incumbent's `--except`: it goes, and with it what
// is reached through it alone; what something else needs, too, stays.

import type { Edge, Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf, isBuildEdge, isRuntimeEdge, runtimeClosure, stagingOrder } from "./staging-order.ts";

export const DEPENDENCIES = ["none", "run", "build", "all"] as const;

/** Which dependencies come with an element: none, those it runs with, all; or instead of it, what is staged to build it. */
export type Dependencies = (typeof DEPENDENCIES)[number];

export interface SelectionOptions {
  readonly deps: Dependencies;
  readonly except?: readonly ElementId[];
}

/** The roots and the dependencies asked for, in graph order: dependencies before dependants. */
export function selectElements(graph: Graph, roots: readonly ElementId[], { deps, except = [] }: SelectionOptions): readonly ElementId[] {
  const chosen = deps === "build" ? stagedToBuild(graph, roots) : reachable(graph, roots, { follows: FOLLOWS[deps] });
  const kept = except.length > 0 ? keptElements(graph, roots, except) : chosen;
  return [...chosen].filter((id) => kept.has(id)).sort((a, b) => a - b);
}

/** What is selected with an element, in the order in which all of it is laid into one directory: the element last. */
export function stagedElements(graph: Graph, root: ElementId, options: SelectionOptions): readonly ElementId[] {
  const chosen = new Set(selectElements(graph, [root], options));
  const staged = new Set([...stagingOrder(graph, root).map(({ element }) => element), ...runtimeClosure(graph, root)]);
  staged.delete(root);
  return [...[...chosen].filter((id) => !staged.has(id) && id !== root), ...staged, root].filter((id) => chosen.has(id));
}

/** What the roots reach in any way without passing an excepted element. */
export function keptElements(graph: Graph, roots: readonly ElementId[], except: readonly ElementId[]): ReadonlySet<ElementId> {
  return reachable(graph, roots, { follows: FOLLOWS.all, barred: new Set(except) });
}

/** Which edges a choice of dependencies follows. */
export const FOLLOWS: { readonly [deps in Dependencies]: (edge: Edge) => boolean } = {
  none: () => false,
  run: isRuntimeEdge,
  build: isBuildEdge,
  all: () => true,
};

function stagedToBuild(graph: Graph, roots: readonly ElementId[]): ReadonlySet<ElementId> {
  return new Set(roots.flatMap((root) => stagingOrder(graph, root).map(({ element }) => element)));
}

interface Reaching {
  readonly follows: (edge: Edge) => boolean;
  readonly barred?: ReadonlySet<ElementId>;
}

function reachable(graph: Graph, roots: readonly ElementId[], { follows, barred }: Reaching): ReadonlySet<ElementId> {
  const seen = new Set<ElementId>();
  const pending = [...roots];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (seen.has(id) || barred?.has(id)) continue;
    seen.add(id);
    for (const edge of elementOf(graph, id).edges) if (follows(edge)) pending.push(edge.to);
  }
  return seen;
}
