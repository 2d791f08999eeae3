// What a build did that its author may not have meant: files outside the output, files of others overwritten.
//
// Says it in events; decides nothing.

import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type ElementNode, elementName, type Graph, type RunRecipe } from "../model/graph.ts";
import { compileGlobs } from "../tree/globs.ts";
import type { EngineContext } from "./context.ts";

/** At most so many paths are named; the count is always whole. */
const NAMED = 20;

export interface StrayInputs {
  readonly element: ElementNode;
  readonly recipe: RunRecipe;
  /** What commands wrote to the root. */
  readonly upper: string;
  /** Places that are not the root's: mounts of their own. */
  readonly places: readonly { readonly at: string }[];
  /** Milliseconds of the epoch. What integration wrote before the first step is no stray. */
  readonly since: number;
}

/** Names the files that commands left in the root outside output and build directory. */
export function reportStrays(context: EngineContext, { element, recipe, upper, places, since }: StrayInputs): void {
  const skip = [
    "/proc",
    "/dev",
    "/tmp",
    "/sys",
    "/run",
    "/forge",
    recipe.output,
    recipe.buildDirectory,
    ...places.map(({ at }) => at),
  ].filter((path) => path !== "/");
  const paths: string[] = [];
  const pending = [""];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of readdirSync(join(upper, directory), { withFileTypes: true })) {
      const path = `${directory}/${entry.name}`;
      if (skip.includes(path)) continue;
      if (entry.isDirectory()) pending.push(path);
      // Whiteouts are character devices: a deleted file is no stray.
      else if ((entry.isFile() || entry.isSymbolicLink()) && lstatSync(join(upper, path)).ctimeMs >= since) paths.push(path);
    }
  }
  if (paths.length === 0) return;
  context.emit({
    type: "strays",
    time: context.now(),
    element: { name: elementName(element), kind: element.kind },
    count: paths.length,
    paths: paths.sort().slice(0, NAMED),
  });
}

/** Names the files that several dependencies provide, less those whose overlapping is declared. */
export function reportOverlaps(
  context: EngineContext,
  element: ElementNode,
  overlaps: readonly { readonly path: string; readonly by: readonly string[] }[],
): void {
  if (overlaps.length === 0) return;
  const allowed = whitelists(context);
  const remaining = overlaps.filter(({ path, by }) => !by.slice(1).every((name) => allowed(name)(path)));
  if (remaining.length === 0) return;
  context.emit({
    type: "overlap",
    time: context.now(),
    element: { name: elementName(element), kind: element.kind },
    count: remaining.length,
    paths: remaining.slice(0, NAMED),
  });
}

type Allowed = (path: string) => boolean;

const compiled = new WeakMap<Graph, ReadonlyMap<string, Allowed>>();

/** For an element's name: whether it declares that it may overwrite a path. Compiled once for a graph. */
function whitelists({ graph }: EngineContext): (name: string) => Allowed {
  let known = compiled.get(graph);
  if (!known) {
    const declaring = graph.elements.filter(({ overlapWhitelist }) => overlapWhitelist.length > 0);
    known = new Map(declaring.map((element) => [elementName(element), compileGlobs(element.overlapWhitelist)]));
    compiled.set(graph, known);
  }
  return (name) => known.get(name) ?? (() => false);
}
