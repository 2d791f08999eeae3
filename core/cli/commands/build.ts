// forge build: evaluates, builds, and remembers that there is nothing to do until something changes.

import { build as buildElements } from "../../run/build.ts";
import { elementsLeftOut, elementsNamed } from "../names.ts";
import { writeNoOp } from "../no-op-writer.ts";
import { reportedRun } from "../reported-run.ts";
import type { SelectingOptions } from "../selection.ts";
import { buildOptions, type WorkOptions } from "../session.ts";

export interface BuildCommandOptions extends SelectingOptions, WorkOptions {}

export async function build(names: readonly string[], options: BuildCommandOptions): Promise<number> {
  return reportedRun({ ...options, elements: names }, async (session, control) => {
    const { context, configuration } = session;
    const targets = names.length > 0 ? elementsNamed(context.graph, names) : context.graph.defaults;
    const result = await buildElements(context, targets, {
      ...buildOptions(options, configuration, Boolean(process.stdin.isTTY && process.stdout.isTTY)),
      deps: options.deps,
      except: elementsLeftOut(context.graph, options.except),
      ...control.policy(options),
    });
    if (result.ok) await writeNoOp({ session, names, targets, options, result });
    // Elements that could not be loaded were to be built, too.
    const said = session.warned ? { said: ["not everything could be loaded: the warnings say what"] } : {};
    return { ok: result.ok && !session.warned, outcomes: result.outcomes.values(), ...said };
  });
}
