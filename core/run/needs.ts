// The error of an element that forge cannot build: it is known before anything is built for it.

import { ForgeError } from "../model/errors.ts";
import { type ElementNode, elementName } from "../model/graph.ts";

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
