// forge build: evaluates, builds, and remembers that there is nothing to do until something changes.

import { elementName } from "../../model/graph.ts";
import { elementOf } from "../../plan/staging-order.ts";
import { taintedText } from "../../report/wording.ts";
import { build as buildElements } from "../../run/build.ts";
import { elementsLeftOut, elementsNamed } from "../names.ts";
import { writeNoOp } from "../no-op-writer.ts";
import { reportedRun } from "../reported-run.ts";
import type { SelectingOptions } from "../selection.ts";
import { buildOptions, type WorkOptions } from "../session.ts";
import { badUsage } from "../usage.ts";

export interface BuildCommandOptions extends SelectingOptions, WorkOptions {
  readonly resume?: string;
  readonly from?: string;
}

export async function build(names: readonly string[], options: BuildCommandOptions): Promise<number> {
  const { resume, from } = options;
  if (from !== undefined && resume === undefined)
    throw badUsage("--from says where --resume goes on", "forge build --resume ELEMENT --from STEP");
  const elements = names.length > 0 && resume !== undefined ? [...names, resume] : names;
  return reportedRun({ ...options, elements }, async (session, control) => {
    const { context, configuration } = session;
    const named = names.length > 0 ? elementsNamed(context.graph, names) : context.graph.defaults;
    const [resumed] = resume === undefined ? [] : elementsNamed(context.graph, [resume]);
    const targets = resumed === undefined || named.includes(resumed) ? named : [...named, resumed];
    const result = await buildElements(context, targets, {
      ...buildOptions(options, configuration, Boolean(process.stdin.isTTY && process.stdout.isTTY)),
      deps: options.deps,
      except: elementsLeftOut(context.graph, options.except),
      ...control.policy(options),
      ...(resumed !== undefined && { resume: { element: resumed, step: from } }),
    });
    if (result.ok && result.tainted.length === 0) await writeNoOp({ session, names, targets, options, result });
    const tainted = result.tainted.map((id) => elementName(elementOf(context.graph, id)));
    const said = [
      // Elements that could not be loaded were to be built, too.
      ...(session.warned ? ["not everything could be loaded: the warnings say what"] : []),
      ...(tainted.length > 0 ? [taintedText(tainted)] : []),
    ];
    return { ok: result.ok && !session.warned, outcomes: result.outcomes.values(), said };
  });
}
