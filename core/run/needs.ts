// The errors of elements that cannot be built: known before anything is built for them.

import { ForgeError } from "../model/errors.ts";
import { type ElementNode, elementName, type Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";

/** FORGE1050 for an element that says what it needs. */
export function needsError(element: ElementNode): ForgeError | undefined {
  const [first, ...others] = element.needs ?? [];
  if (first === undefined) return undefined;
  const [place] = element.place;
  return new ForgeError({
    code: "FORGE1050",
    message: `${elementName(element)} cannot be built: it needs ${first}`,
    ...(place && { place }),
    ...(others.length > 0 && { detail: others.map((need) => `it needs ${need}`) }),
    help: "build other elements, or write this one with kinds that forge has; --on-error continue builds all that does not need it",
  });
}

/** FORGE1060 for an element that is built with something that is left out and not there. */
export function leftOutError(graph: Graph, id: ElementId, blocked: ReadonlyMap<ElementId, ElementId>): ForgeError | undefined {
  const cause = blocked.get(id);
  if (cause === undefined) return undefined;
  const [name, needed] = [id, cause].map((one) => elementName(elementOf(graph, one)));
  const [place] = elementOf(graph, id).place;
  return new ForgeError({
    code: "FORGE1060",
    message: `${name} cannot be built: it needs ${needed}, which --except leaves out and which is not in the store`,
    ...(place && { place }),
    help: `leave out ${name}, too, or see the way between them: forge why ${name} ${needed}`,
  });
}
