// forge explain: why an element was built, or why it will be.

import { explainLines } from "../../report/explain.ts";
import { writeLines } from "../../report/reporter.ts";
import { explainElement } from "../../run/explain.ts";
import { keysOf } from "../../run/sources.ts";
import { elementsNamed } from "../names.ts";
import type { GlobalOptions } from "../program.ts";
import { quietSession } from "../quiet-session.ts";

export async function explain(name: string, options: GlobalOptions): Promise<number> {
  return quietSession({ ...options, elements: [name] }, async ({ context }, output) => {
    const targets = elementsNamed(context.graph, [name]);
    const keys = await keysOf(context, targets);
    for (const id of targets) {
      const explanation = explainElement(context, id, keys);
      if (options.json) output.write(`${JSON.stringify(explanation)}\n`);
      else writeLines(output, explainLines(explanation, output));
    }
    return 0;
  });
}
