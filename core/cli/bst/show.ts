// `forge show --json` for a `.bst` project: one object an element, with the field names of the incumbent and nothing else,
// fields sorted, so that comparing with it is a `diff`.
//
// Needs no store but for junctions that lead elsewhere. What cannot be used is said on standard error, and the rest is printed.

import { BUILD, RUNTIME } from "../../../dsl/bst/dependencies.ts";
import type { ResolvedElement } from "../../../dsl/bst/element.ts";
import { FetchNeeded } from "../../../dsl/bst/fetch-needed.ts";
import type { BstLoad } from "../../../dsl/bst/load.ts";
import type { LoadElement } from "../../../dsl/bst/load-element.ts";
import { showElement } from "../../../dsl/bst/show.ts";
import type { Json } from "../../model/json.ts";
import { fittingNames, isPattern } from "../names.ts";
import { sayError } from "../say-error.ts";
import type { SelectingOptions } from "../selection.ts";
import { openStream } from "../terminal.ts";
import { loadProject } from "./load.ts";

export async function showBst(projectRoot: string, names: readonly string[], options: SelectingOptions): Promise<number> {
  const said = { stack: options.stack === true, projectRoot };
  try {
    const project = await loadWhole(projectRoot, names, options);
    const { write } = openStream(process.stdout, process.env);
    for (const element of listed(project, options)) write(`${JSON.stringify(sorted(showElement(element)))}\n`);
    for (const { error } of project.failures) sayError(error, said);
    return project.failures.length === 0 ? 0 : 1;
  } catch (error) {
    return sayError(error, said);
  }
}

/** With what junctions lead to; without a store where they lead to nothing that is elsewhere. */
async function loadWhole(projectRoot: string, names: readonly string[], options: SelectingOptions): Promise<BstLoad> {
  const question = { projectRoot, names, options };
  try {
    const project = loadProject(question);
    if (project.unfetched.length === 0) return project;
  } catch (error) {
    if (!(error instanceof FetchNeeded)) throw error;
  }
  const [{ openJunctionHost }, { loadWithJunctions }] = await Promise.all([import("./host.ts"), import("./junctions.ts")]);
  await using host = await openJunctionHost(projectRoot, options);
  return await loadWithJunctions(question, host);
}

/** The targets and the dependencies asked for, dependencies first, less what is left out. */
function listed({ elements, targets }: BstLoad, { deps, except }: Pick<SelectingOptions, "deps" | "except">): readonly ResolvedElement[] {
  const roots = targets.map(({ load }) => load);
  const wanted = reachable(roots, FOLLOWED[deps]);
  if (except.length === 0) return elements.filter(({ load }) => wanted.has(load));
  const names = elements.map(({ load }) => load.fullName);
  const barred = new Set(except.flatMap((name) => (isPattern(name) ? fittingNames(name, names) : [name])));
  const kept = reachable(roots, FOLLOWED.all, barred);
  return elements.filter(({ load }) => wanted.has(load) && kept.has(load));
}

const FOLLOWED = { none: 0, build: BUILD, run: RUNTIME, all: BUILD | RUNTIME };

function reachable(roots: readonly LoadElement[], followed: number, barred: ReadonlySet<string> = new Set()): ReadonlySet<LoadElement> {
  const seen = new Set(roots.filter(({ fullName }) => !barred.has(fullName)));
  for (const load of seen)
    for (const { type, element } of load.dependencies) if ((type & followed) !== 0 && !barred.has(element.fullName)) seen.add(element);
  return seen;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]): [string, Json] => [name, sorted(inner)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
