// forge log: what an element's jobs printed, whole or a step of it, as it is written or afterwards; and where that is kept.

import { ForgeError } from "../../model/errors.ts";
import { type ElementNode, elementName } from "../../model/graph.ts";
import { elementOf } from "../../plan/staging-order.ts";
import { type KeptLog, keptLogs, logParts } from "../../run/log-file.ts";
import { copyLog } from "../copy-log.ts";
import { elementNamed } from "../names.ts";
import type { GlobalOptions } from "../program.ts";
import { quietSession } from "../quiet-session.ts";
import { badUsage } from "../usage.ts";

export interface LogOptions extends GlobalOptions {
  readonly path?: true;
  readonly list?: true;
  readonly follow?: true;
  readonly step?: string;
  readonly run?: number;
}

export async function log(name: string, options: LogOptions): Promise<number> {
  if (options.follow && (options.run ?? 1) > 1) throw badUsage("a run before the last one is over", "leave out --follow or --run");
  return quietSession({ ...options, elements: [name] }, async ({ context }, output) => {
    const { graph, store, signal } = context;
    const id = elementNamed(graph, name);
    const element = elementOf(graph, id);
    const logs = keptLogs(store.root, graph.project.name, elementName(element));
    const { path } = chosenLog(element, logs, options.run ?? 1);
    if (options.json) for (const kept of logs) output.write(`${JSON.stringify(described(kept))}\n`);
    else if (options.list) for (const kept of logs) output.write(`${kept.path}\n`);
    else if (options.path) output.write(`${path}\n`);
    else {
      const { step, follow = false } = options;
      if (step !== undefined && !follow) refuseUnknownStep(path, step);
      process.stderr.write(`${path}\n`);
      await copyLog(path, process.stdout, { follow, ...(step !== undefined && { step }), ...(signal && { signal }) });
    }
    return 0;
  });
}

function chosenLog(element: ElementNode, logs: readonly KeptLog[], run: number): KeptLog {
  const name = elementName(element);
  const chosen = logs[run - 1];
  if (chosen) return chosen;
  const why =
    logs.length > 0
      ? `${logs.length === 1 ? "one is" : `${logs.length} are`} kept`
      : element.recipe.type === "run"
        ? "it was not built here"
        : `a ${element.kind} element runs no commands of its own`;
  throw new ForgeError({
    code: "FORGE5005",
    message: `${name} has no log${run === 1 ? "" : ` number ${run}`}: ${why}`,
    help: logs.length > 0 ? `forge log --list ${name}` : `forge build ${name}`,
  });
}

function refuseUnknownStep(path: string, step: string): void {
  const steps = [...new Set(logParts(path).parts.map((part) => part.step))];
  if (steps.includes(step)) return;
  throw new ForgeError({
    code: "FORGE5005",
    message: `the log has nothing of a step ${JSON.stringify(step)}`,
    help: steps.length > 0 ? `its steps: ${steps.join(", ")}` : "leave out --step: where its steps begin was not noted",
  });
}

/** As the schema of `forge log --json` has it. */
function described({ path, job, time }: KeptLog) {
  const { parts, ended } = logParts(path);
  return { path, job, time: new Date(time).toISOString(), ended, steps: parts };
}
