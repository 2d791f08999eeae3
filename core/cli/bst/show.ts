// `forge show --json` for a `.bst` project: one object an element, with the field names of the incumbent and nothing else,
// fields sorted, so that comparing with it is a `diff`.
//
// Needs no store. What cannot be used is said on standard error, and the rest is printed.

import { BUILD, RUNTIME } from "../../../dsl/bst/dependencies.ts";
import type { ResolvedElement } from "../../../dsl/bst/element.ts";
import type { BstLoad } from "../../../dsl/bst/load.ts";
import { showElement } from "../../../dsl/bst/show.ts";
import type { Json } from "../../model/json.ts";
import type { ShowOptions } from "../commands/show.ts";
import { sayError } from "../say-error.ts";
import { openStream } from "../terminal.ts";
import { loadProject } from "./load.ts";

export function showBst(projectRoot: string, names: readonly string[], options: ShowOptions): number {
  const said = { trace: options.trace === true, projectRoot };
  try {
    const project = loadProject({ projectRoot, names, options });
    const { write } = openStream(process.stdout, process.env);
    for (const element of listed(project, options.deps)) write(`${JSON.stringify(sorted(showElement(element)))}\n`);
    for (const { error } of project.failures) sayError(error, said);
    return project.failures.length === 0 ? 0 : 1;
  } catch (error) {
    return sayError(error, said);
  }
}

/** The targets and the dependencies asked for, dependencies first. */
function listed({ elements, targets }: BstLoad, deps: ShowOptions["deps"]): readonly ResolvedElement[] {
  if (deps === "all") return elements;
  const wanted = new Set(targets.map(({ load }) => load));
  const followed = deps === "build" ? BUILD : deps === "run" ? RUNTIME : 0;
  for (const load of wanted) for (const { type, element } of load.dependencies) if ((type & followed) !== 0) wanted.add(element);
  return elements.filter(({ load }) => wanted.has(load));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]): [string, Json] => [name, sorted(inner)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
