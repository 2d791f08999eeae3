// forge rdeps: who needs an element.

import { elementName } from "../../model/graph.ts";
import { dependantsOf } from "../../plan/dependants.ts";
import { type Dependencies, FOLLOWS } from "../../plan/select-elements.ts";
import { elementOf } from "../../plan/staging-order.ts";
import { dependantLines } from "../../report/needs.ts";
import { writeLines } from "../../report/reporter.ts";
import { elementNamed } from "../names.ts";
import { needingElement } from "../needing-element.ts";
import type { GlobalOptions } from "../program.ts";
import { quietSession } from "../quiet-session.ts";

export interface RdepsOptions extends GlobalOptions {
  readonly deps: Exclude<Dependencies, "none">;
  readonly all?: true;
}

export async function rdeps(name: string, options: RdepsOptions): Promise<number> {
  // Who needs it may be anywhere: a `.bst` project is loaded whole.
  return quietSession({ ...options, elements: [name, "**"] }, async ({ context: { graph } }, output) => {
    const root = elementNamed(graph, name);
    const found = dependantsOf(graph, root, FOLLOWS[options.deps])
      .filter(({ distance }) => options.all || distance === 1)
      .map(({ element, edges, distance, through }) => ({
        ...needingElement(graph, element, edges),
        distance,
        ...(through !== undefined && { through: elementName(elementOf(graph, through)) }),
      }));
    if (options.json) for (const dependant of found) output.write(`${JSON.stringify(dependant)}\n`);
    else if (found.length === 0) writeLines(output, [`nothing needs ${elementName(elementOf(graph, root))}`]);
    else writeLines(output, dependantLines(found, { ...output, all: options.all === true }));
    return 0;
  });
}
