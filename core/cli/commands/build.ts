// forge build: evaluates, builds, and remembers that there is nothing to do until something changes.

import { elementName } from "../../model/graph.ts";
import { elementOf } from "../../plan/staging-order.ts";
import { taintedText } from "../../report/wording.ts";
import { type BuildResult, build as buildElements } from "../../run/build.ts";
import type { BuildOptions } from "../../run/context.ts";
import { elementsLeftOut, elementsNamed } from "../names.ts";
import { writeNoOp } from "../no-op-writer.ts";
import { type RunEnd, reportedRun } from "../reported-run.ts";
import type { SelectingOptions } from "../selection.ts";
import { buildOptions, type Session, type WorkOptions } from "../session.ts";
import { badUsage } from "../usage.ts";

export interface BuildCommandOptions extends SelectingOptions, WorkOptions {
  readonly resume?: string;
  readonly from?: string;
  readonly dryRun?: true;
}

export async function build(names: readonly string[], options: BuildCommandOptions): Promise<number> {
  const { resume, from } = options;
  if (from !== undefined && resume === undefined)
    throw badUsage("--from says where --resume goes on", "forge build --resume ELEMENT --from STEP");
  const elements = names.length > 0 && resume !== undefined ? [...names, resume] : names;
  return reportedRun({ ...options, elements }, async (session, control) => {
    const { end } = await buildNamed(session, { names, options, more: control.policy(options) });
    return end;
  });
}

interface NamedBuild {
  /** Elements as they were written; without one, the project's default. */
  readonly names: readonly string[];
  readonly options: BuildCommandOptions;
  readonly more: Partial<BuildOptions>;
}

/** Builds in a session. */
export async function buildNamed(
  session: Session,
  { names, options, more }: NamedBuild,
): Promise<{ readonly end: RunEnd; readonly result: BuildResult }> {
  const { context, configuration } = session;
  const { resume, from } = options;
  const named = names.length > 0 ? elementsNamed(context.graph, names) : context.graph.defaults;
  const [resumed] = resume === undefined ? [] : elementsNamed(context.graph, [resume]);
  const targets = resumed === undefined || named.includes(resumed) ? named : [...named, resumed];
  const result = await buildElements(context, targets, {
    ...buildOptions(options, configuration, Boolean(process.stdin.isTTY && process.stdout.isTTY)),
    deps: options.deps,
    except: elementsLeftOut(context.graph, options.except),
    ...more,
    ...(resumed !== undefined && { resume: { element: resumed, step: from } }),
  });
  if (result.ok && result.tainted.length === 0) await writeNoOp({ session, names, targets, options, result });
  const tainted = result.tainted.map((id) => elementName(elementOf(context.graph, id)));
  const said = [
    // Elements that could not be loaded were to be built, too.
    ...(session.warned ? ["not everything could be loaded: the warnings say what"] : []),
    ...(tainted.length > 0 ? [taintedText(tainted)] : []),
  ];
  return { end: { ok: result.ok && !session.warned, outcomes: result.outcomes.values(), said }, result };
}
