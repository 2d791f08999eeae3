// forge graph: the graph for Graphviz or for tools.

import { graphDot } from "../../report/graph-dot.ts";
import { graphView } from "../graph-view.ts";
import { quietSession } from "../quiet-session.ts";
import { type SelectingOptions, selectedElements } from "../selection.ts";
import { badUsage } from "../usage.ts";

export interface GraphOptions extends SelectingOptions {
  readonly dot?: true;
}

export async function graph(names: readonly string[], options: GraphOptions): Promise<number> {
  const forms = [options.dot, options.json].filter((form) => form !== undefined);
  if (forms.length !== 1) throw badUsage("graph is written in one form", "forge graph --dot, or --json");
  return quietSession({ ...options, elements: names }, async ({ context }, output) => {
    const view = await graphView(context, selectedElements(context.graph, names, options));
    output.write(options.json ? `${JSON.stringify(view)}\n` : graphDot(view));
    return 0;
  });
}
