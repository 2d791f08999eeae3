// forge build --dry-run: what a build would do, and why. Builds and fetches nothing.

import { dryRunLines } from "../../report/dry-run.ts";
import { writeLines } from "../../report/reporter.ts";
import { dryRun as planBuild } from "../../run/dry-run.ts";
import { elementsLeftOut, elementsNamed } from "../names.ts";
import { quietSession } from "../quiet-session.ts";
import { buildOptions } from "../session.ts";
import { badUsage } from "../usage.ts";
import type { BuildCommandOptions } from "./build.ts";

/** Exit code 1 where the build would stop: at what is not locked, failed before, or cannot be built. */
export async function dryRun(names: readonly string[], options: BuildCommandOptions): Promise<number> {
  if (options.resume !== undefined) throw badUsage("--dry-run does nothing, so it resumes nothing", "leave out --dry-run or --resume");
  return quietSession({ ...options, elements: names }, async ({ context, configuration, warned }, output) => {
    const { graph } = context;
    const { track, retryFailed } = buildOptions(options, configuration, false);
    const planned = await planBuild(context, names.length > 0 ? elementsNamed(graph, names) : graph.defaults, {
      deps: options.deps,
      except: elementsLeftOut(graph, options.except),
      ...(retryFailed !== undefined && { retryFailed }),
    });
    if (options.json) output.write(`${JSON.stringify(planned)}\n`);
    else if (!options.quiet) writeLines(output, dryRunLines(planned, output));
    const stops = planned.elements.some(
      ({ reason }) => reason === "failed" || reason === "impossible" || (reason === "unlocked" && !track),
    );
    return stops || warned ? 1 : 0;
  });
}
