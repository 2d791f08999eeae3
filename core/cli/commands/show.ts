// forge show: a table for people, one element a line for tools.

import type { Graph } from "../../model/graph.ts";
import { elementName } from "../../model/graph.ts";
import type { ElementId } from "../../model/ids.ts";
import { allDependencies } from "../../plan/keys.ts";
import { elementOf, isBuildEdge, isRuntimeEdge } from "../../plan/staging-order.ts";
import { writeLines } from "../../report/reporter.ts";
import { type Cell, tableLines } from "../../report/table.ts";
import { findArtifact } from "../../run/artifact-record.ts";
import { keysOf } from "../../run/sources.ts";
import { describeElement, stateOf } from "../described-element.ts";
import { elementsNamed } from "../names.ts";
import { findBstProject } from "../places.ts";
import type { GlobalOptions } from "../program.ts";
import { quietSession } from "../quiet-session.ts";

export interface ShowOptions extends GlobalOptions {
  readonly deps: "none" | "build" | "run" | "all";
}

export async function show(names: readonly string[], options: ShowOptions): Promise<number> {
  const incumbent = options.json ? findBstProject(options.directory) : undefined;
  if (incumbent !== undefined) {
    const { showBst } = await import("../bst/show.ts");
    return showBst(incumbent, names, options);
  }
  return quietSession({ ...options, elements: names }, async ({ context }, output) => {
    const { graph, store } = context;
    const roots = names.length > 0 ? elementsNamed(graph, names) : [...graph.elements.keys()];
    const wanted = names.length > 0 ? listed(graph, roots, options.deps) : roots;
    const keys = await keysOf(context, wanted);
    const rows = wanted.map((id) => {
      const key = keys.of.get(id)?.key;
      return { id, key, record: key && findArtifact(store, "artifacts", key) };
    });
    if (options.json) {
      for (const row of rows) output.write(`${JSON.stringify(describeElement(context, row))}\n`);
      return 0;
    }
    const { style } = output;
    const paint = { cached: style.good, missing: style.warn, unlocked: style.bad };
    const cells = rows.map((row): readonly (string | Cell)[] => {
      const element = elementOf(graph, row.id);
      const state = stateOf(row);
      return [
        elementName(element),
        element.kind,
        { text: state, paint: paint[state] },
        row.key?.slice(0, 12) ?? "",
        element.description ?? "",
      ];
    });
    writeLines(output, tableLines({ heads: ["element", "kind", "state", "key", "description"], rows: cells }, output));
    return 0;
  });
}

/** The roots and the dependencies asked for, dependencies first. */
function listed(graph: Graph, roots: readonly ElementId[], deps: ShowOptions["deps"]): readonly ElementId[] {
  if (deps === "none") return roots;
  if (deps === "all") return [...allDependencies(graph, roots)].sort((a, b) => a - b);
  const follows = deps === "build" ? isBuildEdge : isRuntimeEdge;
  const seen = new Set<ElementId>(roots);
  for (const id of seen) for (const edge of elementOf(graph, id).edges) if (follows(edge)) seen.add(edge.to);
  return [...seen].sort((a, b) => a - b);
}
