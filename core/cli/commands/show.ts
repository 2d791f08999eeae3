// forge show: a table for people, one element a line for tools.

import { elementName } from "../../model/graph.ts";
import { elementOf } from "../../plan/staging-order.ts";
import { writeLines } from "../../report/reporter.ts";
import { type Cell, tableLines } from "../../report/table.ts";
import { keysOf } from "../../run/sources.ts";
import { describeElement, lookUpElement, stateOf } from "../described-element.ts";
import { findBstProject } from "../places.ts";
import { quietSession } from "../quiet-session.ts";
import { type SelectingOptions, selectedElements } from "../selection.ts";

export async function show(names: readonly string[], options: SelectingOptions): Promise<number> {
  const incumbent = options.json ? findBstProject(options.directory) : undefined;
  if (incumbent !== undefined) {
    const { showBst } = await import("../bst/show.ts");
    return showBst(incumbent, names, options);
  }
  return quietSession({ ...options, elements: names }, async ({ context }, output) => {
    const { graph } = context;
    const wanted = selectedElements(graph, names, options);
    const keys = await keysOf(context, wanted);
    const rows = wanted.map((id) => lookUpElement(context, id, keys.of.get(id)?.key));
    if (options.json) {
      for (const row of rows) output.write(`${JSON.stringify(describeElement(context, row))}\n`);
      return 0;
    }
    const { style } = output;
    const paint = { cached: style.good, tainted: style.warn, failed: style.bad, missing: style.warn, unlocked: style.bad };
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
