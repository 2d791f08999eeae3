// Other projects that a project stands on, as lines for people.

import type { JunctionView } from "./graph-view.ts";
import { type Cell, tableLines } from "./table.ts";

type Shown = Parameters<typeof tableLines>[1];

export function junctionLines(junctions: readonly JunctionView[], shown: Shown): readonly string[] {
  const rows = junctions.map(({ name, project, version = "", options }): readonly (string | Cell)[] => [
    name,
    project,
    version,
    Object.entries(options)
      .map(([option, value]) => `${option}=${Array.isArray(value) ? value.join(",") : String(value)}`)
      .join(" "),
  ]);
  const table = tableLines({ heads: ["junction", "project", "version", "options"], rows }, shown);
  const remarks = junctions.flatMap(({ name, aliases, replaced, differs }) => [
    ...(aliases.length > 0 ? [`${name} is also ${aliases.join(", ")}`] : []),
    ...replaced.map(([element, by]) => `${name}: ${element} is replaced by ${by}`),
    ...differs.flatMap(({ from, why }) => why.map((reason) => `${name} is not ${from}: ${reason}`)),
  ]);
  return [...table, ...(remarks.length > 0 ? ["", ...remarks] : [])];
}
