// Defaults as the graph tells them to people: one line of what was said for each, so that what changed can be named.
//
// Nothing is made from this; what elements are says it all already.

import type { DefaultNode } from "../core/model/graph.ts";
import { placesOf } from "./call-site.ts";
import type { AllDefaults, DefaultsData } from "./defaults.ts";
import { editOf, isEdit } from "./edits.ts";
import { isNocache, nocacheText } from "./environment.ts";
import { isScript, isTemplate, isVariable, scriptParts, templateParts } from "./text.ts";

/** In the order in which they were said. */
export function describeDefaults({ project, kinds }: AllDefaults): readonly DefaultNode[] {
  return [...nodesOf(project), ...[...kinds].flatMap(([kind, data]) => nodesOf(data).map((node) => ({ ...node, kind })))];
}

function nodesOf(data: DefaultsData): readonly DefaultNode[] {
  const { variables, environment, steps, split, domains, overlapWhitelist, limits, config, site } = data;
  const said = [
    ...Object.entries({ variables, environment, steps, split, domains }).flatMap(([field, record]) =>
      Object.entries(record).map(([name, value]) => [`${field}.${name}`, value] as const),
    ),
    ...Object.entries({ ...config, ...limits, ...(overlapWhitelist && { overlapWhitelist }) }),
  ];
  const place = placesOf(site);
  return said.map(([name, value]) => ({ name, value: shown(value), place }));
}

/** Late texts as they were written, as well as that can be told. */
function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (isVariable(value)) return `\${${value.variable}}`;
  if (isTemplate(value)) return templateParts(value).map(shown).join("");
  if (isScript(value))
    return scriptParts(value)
      .map((part) => (typeof part === "string" ? part : shown(part.late)))
      .join("");
  if (isNocache(value)) return `nocache(${shown(nocacheText(value))})`;
  if (isEdit(value)) return `${editOf(value).place}(${shown(editOf(value).items)})`;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name}: ${shown(inner)}`)
    .join(", ")} }`;
}
