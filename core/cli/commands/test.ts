// forge test: builds what elements are built with, and runs their steps and tests.

import { testElements } from "../../run/test-elements.ts";
import { elementsNamed } from "../names.ts";
import type { GlobalOptions } from "../program.ts";
import { reportedRun } from "../reported-run.ts";
import { buildOptions, type WorkOptions } from "../session.ts";

export async function test(names: readonly string[], options: GlobalOptions & WorkOptions): Promise<number> {
  return reportedRun({ ...options, elements: names }, async ({ context, configuration }, control) =>
    testElements(context, elementsNamed(context.graph, names), {
      ...buildOptions(options, configuration, process.stdin.isTTY && process.stdout.isTTY),
      ...control.policy(options),
    }),
  );
}
