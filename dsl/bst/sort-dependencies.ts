// Puts the dependencies of every element in the format's order, which decides what is staged over what.
//
// What needs another comes after it, then what is needed only at run time, then by name. The comparison is no total order,
// so the sort's own algorithm counts (python-sort.ts).

import { RUNTIME } from "./dependencies.ts";
import type { LoadDependency, LoadElement } from "./load-element.ts";
import { pythonSort } from "./python-sort.ts";
import { Reachability } from "./reachability.ts";
import { compareText } from "./text.ts";

/** Sorts in place, everything below the targets. There must be no circles. */
export function sortDependencies(targets: readonly LoadElement[]): void {
  const reach = new Reachability(targets);
  const less = (a: LoadDependency, b: LoadDependency): boolean => compare(a, b, reach) < 0;
  for (const element of reach.elements) pythonSort(element.dependencies, less);
}

function compare(a: LoadDependency, b: LoadDependency, reach: Reachability): number {
  const order = reach.compare(a.element, b.element);
  if (order !== 0) return order;
  if (a.type !== b.type) {
    if (a.type === RUNTIME) return 1;
    if (b.type === RUNTIME) return -1;
  }
  const format1 = a.element.loader.project.format === 1;
  const [x, y] = format1 ? [a.name, b.name] : [a.element.name, b.element.name];
  // Names are ASCII.
  return x < y ? -1 : x > y ? 1 : compareJunctions(a, b, format1);
}

/** Elements behind junctions come first, by the name of the junction. */
function compareJunctions(a: LoadDependency, b: LoadDependency, format1: boolean): number {
  const nameOf = (dependency: LoadDependency): string | undefined =>
    format1 ? dependency.junction : dependency.element.loader.project.junction?.name;
  const [x, y] = [nameOf(a), nameOf(b)];
  if (x !== undefined && y !== undefined) return compareText(x, y);
  if (x !== undefined) return -1;
  return y !== undefined ? 1 : 0;
}
