// What a build must have: what is wanted, what that needs at run time, and, for each of those that is missing, what building
// it stages. Everything below an artifact that is on record is left alone; what is left out is used where it is on record,
// and made never.
//
// Pure but for the look-up it is given. Linear in the edges it follows.

import type { Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { keptElements, selectElements } from "../plan/select-elements.ts";
import { elementOf, isBuildEdge, isRuntimeEdge } from "../plan/staging-order.ts";
import type { BuildOptions } from "./context.ts";

export interface Wanted {
  readonly targets: readonly ElementId[];
  /** Whether what the targets themselves need at run time is not wanted for their sake. */
  readonly alone?: boolean;
  /** What may not be made. */
  readonly isLeftOut?: (id: ElementId) => boolean;
  /** What is made of something that was kept, and needs nothing that it is built with. */
  readonly isResumed?: (id: ElementId) => boolean;
}

export interface Demand {
  /** Elements whose artifacts are wanted, in graph order: dependencies before dependants. */
  readonly elements: readonly ElementId[];
  /** Those of them that are not on record. */
  readonly missing: ReadonlySet<ElementId>;
  /** Those of the missing that cannot be made, each with an element below it that is left out and not on record. */
  readonly blocked: ReadonlyMap<ElementId, ElementId>;
}

/** What the targets of a build come to by its options. */
export function wantedElements(
  graph: Graph,
  targets: readonly ElementId[],
  { deps = "run", except = [] }: Pick<BuildOptions, "deps" | "except">,
): Wanted {
  const kept = except.length > 0 ? keptElements(graph, targets, except) : undefined;
  return {
    targets: deps === "run" ? targets.filter((id) => kept?.has(id) ?? true) : selectElements(graph, targets, { deps, except }),
    alone: deps === "none",
    ...(kept && { isLeftOut: (id) => !kept.has(id) }),
  };
}

/** Follows the wants of the targets. `onRecord` is asked once for each wanted element. */
export function demand(
  graph: Graph,
  { targets, alone = false, isLeftOut, isResumed }: Wanted,
  onRecord: (id: ElementId) => boolean,
): Demand {
  /** Whether what an element needs at run time is wanted with it. */
  const wanted = new Map<ElementId, boolean>();
  const missing = new Set<ElementId>();
  const lone = alone ? [...targets] : [];
  const whole = alone ? [] : [...targets];
  for (let id = lone.pop(); id !== undefined; id = lone.pop()) want(id, false);
  for (let id = whole.pop(); id !== undefined; id = whole.pop()) want(id, true);
  const elements = [...wanted.keys()].sort((a, b) => a - b);
  if (!isLeftOut) return { elements, missing, blocked: new Map() };
  const blocked = blockedElements(graph, elements, { missing, isLeftOut });
  const isGone = (id: ElementId): boolean => isLeftOut(id) && missing.has(id);
  return {
    elements: elements.filter((id) => !isGone(id)),
    missing: new Set([...missing].filter((id) => !isLeftOut(id))),
    blocked: new Map([...blocked].filter(([id]) => !isLeftOut(id))),
  };

  function want(id: ElementId, withRuntime: boolean): void {
    const before = wanted.get(id);
    if (before === true || before === withRuntime) return;
    wanted.set(id, withRuntime);
    if (before === undefined && !onRecord(id)) missing.add(id);
    if (missing.has(id) && isLeftOut?.(id)) return;
    const isMade = before === undefined && missing.has(id) && !isResumed?.(id);
    for (const edge of elementOf(graph, id).edges) {
      if ((withRuntime && isRuntimeEdge(edge)) || (isMade && isBuildEdge(edge))) whole.push(edge.to);
    }
  }
}

/** What cannot be made, or is left out and not there, with what it is for the want of. */
function blockedElements(
  graph: Graph,
  elements: readonly ElementId[],
  { missing, isLeftOut }: { readonly missing: ReadonlySet<ElementId>; readonly isLeftOut: (id: ElementId) => boolean },
): ReadonlyMap<ElementId, ElementId> {
  const blocked = new Map<ElementId, ElementId>();
  /** What is there or can be made, and yet lacks something at run time. */
  const lacking = new Map<ElementId, ElementId>();
  for (const id of elements) {
    const { edges } = elementOf(graph, id);
    const cause = (follows: typeof isBuildEdge): ElementId | undefined =>
      edges.flatMap((edge) => (follows(edge) ? (blocked.get(edge.to) ?? lacking.get(edge.to) ?? []) : []))[0];
    const built = missing.has(id) ? (isLeftOut(id) ? id : cause(isBuildEdge)) : undefined;
    if (built !== undefined) blocked.set(id, built);
    const run = cause(isRuntimeEdge);
    if (run !== undefined) lacking.set(id, run);
  }
  return blocked;
}
