// What a build did that its author may not have meant: files outside the output, files of others overwritten or left out.
//
// Says it in events, or refuses where the element's project wants that.

import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type ErrorDetails, ForgeError } from "../model/errors.ts";
import { type ElementNode, elementName, type Graph, type RunRecipe } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";
import type { Cover, StagedTree } from "../stage/cover.ts";
import { compileGlobs } from "../tree/globs.ts";
import type { EngineContext } from "./context.ts";
import type { StagedDependency } from "./staging.ts";

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

/** Names the files that commands left in the root outside output and build directory. Throws FORGE3014 where that is fatal. */
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
  paths.sort();
  if (element.fatalWarnings?.includes("strays")) {
    throw fatal(element, {
      code: "FORGE3014",
      message: `${elementName(element)} wrote ${countOf(paths.length)} outside its output`,
      detail: named(paths),
      help: "give the output to what installs, as DESTDIR perhaps; remove what is not wanted in the step that makes it",
    });
  }
  context.emit({
    type: "strays",
    time: context.now(),
    element: { name: elementName(element), kind: element.kind },
    count: paths.length,
    paths: paths.slice(0, NAMED),
  });
}

/**
 * Names the files that several dependencies provide, less those whose overlapping is declared, and the files that have no place.
 * Throws FORGE3012 and FORGE3013 where that is fatal.
 */
export function reportShared(context: EngineContext, element: ElementNode, { overlaps, hidden }: Pick<Cover, "overlaps" | "hidden">): void {
  const undeclared = overlaps.flatMap(({ path, by: all }): readonly Overlap[] => {
    const by = all.filter(isDependency);
    const refused = by.slice(1).filter((one) => !mayOverwrite(context, one, { path, first: by[0] }));
    return refused.length === 0 ? [] : [{ path, by, refused }];
  });
  if (undeclared.length > 0) reportOverlaps(context, element, undeclared);
  const unstaged = hidden.filter(({ by }) => by.filter(isDependency).length > 1);
  if (unstaged.length > 0) reportUnstaged(context, element, unstaged);
}

interface Overlap {
  readonly path: string;
  readonly by: readonly StagedDependency[];
  /** Those that overwrite and do not say that they may. */
  readonly refused: readonly StagedDependency[];
}

function reportOverlaps(context: EngineContext, element: ElementNode, found: readonly Overlap[]): void {
  const said = found.map(({ path, by }) => ({ path, by: by.map(({ name }) => name) }));
  if (!element.fatalWarnings?.includes("overlaps")) {
    context.emit({ type: "overlap", time: context.now(), ...about(element, said) });
    return;
  }
  const refused = new Map(found.flatMap((overlap) => overlap.refused.map((one) => [one.name, one.element] as const)));
  throw fatal(element, {
    code: "FORGE3012",
    message: `${elementName(element)} is made of dependencies that overwrite ${countOf(found.length)} of one another`,
    detail: named(said.map(shown)),
    related: [...refused].flatMap(([name, id]) => {
      const [place] = elementOf(context.graph, id).place;
      return place ? [{ place, message: `${name} overwrites` }] : [];
    }),
    help: `where that is meant, list the paths in \`overlapWhitelist\` of ${[...refused.keys()].join(", ")}; of two, the one that is listed later overwrites`,
  });
}

function reportUnstaged(context: EngineContext, element: ElementNode, found: Cover["hidden"]): void {
  const said = found.map(({ path, by }) => ({ path, by: by.map(({ name }) => name) }));
  if (!element.fatalWarnings?.includes("unstagedFiles")) {
    context.emit({ type: "unstaged", time: context.now(), ...about(element, said) });
    return;
  }
  throw fatal(element, {
    code: "FORGE3013",
    message: `${elementName(element)} has no place for ${countOf(found.length)}: directories of other dependencies are there`,
    detail: named(said.map(shown)),
    help: "leave the file out of the one, or move the directory of the other",
  });
}

/**
 * Whether an element says that it may overwrite a path. Its whitelist knows the paths as the element has them, and says nothing of what
 * is staged at another place.
 */
function mayOverwrite(
  context: EngineContext,
  { element, at }: StagedDependency,
  { path, first }: { readonly path: string; readonly first: StagedDependency | undefined },
): boolean {
  return first?.at === at && whitelist(context, element)(at === "/" ? path : path.slice(at.length));
}

type Allowed = (path: string) => boolean;

const compiled = new WeakMap<Graph, Map<ElementId, Allowed>>();

/** Compiled once for a graph. */
function whitelist({ graph }: EngineContext, element: ElementId): Allowed {
  const known = compiled.get(graph) ?? new Map<ElementId, Allowed>();
  compiled.set(graph, known);
  const allowed = known.get(element) ?? compileGlobs(elementOf(graph, element).overlapWhitelist);
  known.set(element, allowed);
  return allowed;
}

/** Sources of the element itself may lie over one another: that is what they are listed for. */
function isDependency(staged: StagedTree): staged is StagedDependency {
  return "element" in staged;
}

interface SaidOverlap {
  readonly path: string;
  readonly by: readonly string[];
}

function about(element: ElementNode, said: readonly SaidOverlap[]) {
  return { element: { name: elementName(element), kind: element.kind }, count: said.length, paths: said.slice(0, NAMED) };
}

function shown({ path, by }: SaidOverlap): string {
  return `${path}  (${by.join(", then ")})`;
}

function named(lines: readonly string[]): readonly string[] {
  return lines.length > NAMED ? [...lines.slice(0, NAMED), `and ${lines.length - NAMED} more`] : lines;
}

function countOf(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}

function fatal({ place: [place] }: ElementNode, details: Omit<ErrorDetails, "place">): ForgeError {
  return new ForgeError({ ...details, ...(place && { place }) });
}
