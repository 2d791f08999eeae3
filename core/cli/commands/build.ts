// forge build: evaluates, builds, and remembers that there is nothing to do until something changes.

import { build as buildElements } from "../../run/build.ts";
import { elementsNamed } from "../names.ts";
import { writeNoOp } from "../no-op-writer.ts";
import type { GlobalOptions } from "../program.ts";
import { reportedRun } from "../reported-run.ts";
import { buildOptions } from "../session.ts";

export async function build(names: readonly string[], options: GlobalOptions & { readonly track?: true }): Promise<number> {
  return reportedRun(options, async (session) => {
    const { context, configuration } = session;
    const targets = names.length > 0 ? elementsNamed(context.graph, names) : context.graph.defaults;
    const result = await buildElements(
      context,
      targets,
      buildOptions(options, configuration, Boolean(process.stdin.isTTY && process.stdout.isTTY)),
    );
    if (result.ok) await writeNoOp({ session, names, targets, options, result });
    return { ok: result.ok, outcomes: result.outcomes.values() };
  });
}
