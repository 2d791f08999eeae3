// forge why: by which ways one element needs another.

import { elementName } from "../../model/graph.ts";
import { waysBetween } from "../../plan/paths.ts";
import { type Dependencies, FOLLOWS } from "../../plan/select-elements.ts";
import { elementOf } from "../../plan/staging-order.ts";
import { whyLines } from "../../report/needs.ts";
import { writeLines } from "../../report/reporter.ts";
import { elementNamed } from "../names.ts";
import { needingElement } from "../needing-element.ts";
import type { GlobalOptions } from "../program.ts";
import { quietSession } from "../quiet-session.ts";
import { badUsage } from "../usage.ts";

export interface WhyOptions extends GlobalOptions {
  readonly deps: Exclude<Dependencies, "none">;
  /** How many ways are shown. */
  readonly paths: number;
}

export async function why(from: string, to: string, options: WhyOptions): Promise<number> {
  return quietSession({ ...options, elements: [from, to] }, async ({ context: { graph } }, output) => {
    const [start, end] = [elementNamed(graph, from), elementNamed(graph, to)];
    if (start === end) throw badUsage("why asks after two elements, and these are one", "forge rdeps says who needs it");
    const looked = { follows: FOLLOWS[options.deps], most: options.paths };
    const { paths, count } = waysBetween(graph, start, end, looked);
    const [first, last] = [elementName(elementOf(graph, start)), elementName(elementOf(graph, end))];
    const answer = {
      from: first,
      to: last,
      ways: String(count),
      paths: paths.map((path) => path.map(({ element, edges }) => needingElement(graph, element, edges))),
    };
    if (options.json) output.write(`${JSON.stringify(answer)}\n`);
    else if (count > 0n) writeLines(output, whyLines(answer, output));
    else {
      const reverse = waysBetween(graph, end, start, { ...looked, most: 1 }).count > 0n;
      writeLines(output, [`${first} does not need ${last}${reverse ? `; ${last} needs ${first}` : ""}`]);
    }
    return count > 0n ? 0 : 1;
  });
}
