// forge graph: the graph for Graphviz, for tools, or as a page for browsers.

import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { ForgeError } from "../../model/errors.ts";
import { packageFile } from "../../package.ts";
import { graphDot } from "../../report/graph-dot.ts";
import { graphHtml } from "../../report/graph-html.ts";
import { junctionLines } from "../../report/junctions.ts";
import { writeLines } from "../../report/reporter.ts";
import { graphView } from "../graph-view.ts";
import { junctionViews } from "../junction-views.ts";
import { quietSession } from "../quiet-session.ts";
import { type SelectingOptions, selectedElements } from "../selection.ts";
import { badUsage } from "../usage.ts";

export interface GraphOptions extends SelectingOptions {
  readonly dot?: true;
  /** Where the page is written. */
  readonly web?: string;
  readonly junctions?: true;
}

export async function graph(names: readonly string[], options: GraphOptions): Promise<number> {
  const forms = [options.dot, options.json, options.web, options.junctions].filter((form) => form !== undefined);
  if (forms.length !== 1) throw badUsage("graph is written in one form", "forge graph --web FILE, --dot, --junctions or --json");
  return quietSession({ ...options, elements: names }, async ({ context }, output) => {
    if (options.junctions) {
      const junctions = junctionViews(context.graph);
      const none = ["the project stands on no other"];
      writeLines(output, junctions.length === 0 ? none : junctionLines(junctions, output));
      return 0;
    }
    const view = await graphView(context, selectedElements(context.graph, names, options));
    if (options.json) output.write(`${JSON.stringify(view)}\n`);
    else if (options.dot) output.write(graphDot(view));
    else {
      const page = graphHtml(view, readFileSync(packageFile("graph-page.js"), "utf8"));
      if (options.web === "-") output.write(page);
      else writePage(resolve(options.web ?? ""), page);
    }
    return 0;
  });
}

function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    throw new ForgeError({
      code: "FORGE5006",
      message: `the page cannot be written: ${message}`,
      help: "name a file in a directory that exists",
      cause: error,
    });
  }
}
