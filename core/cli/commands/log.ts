// forge log: what an element's last job printed, and where that is kept.

import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { ForgeError } from "../../model/errors.ts";
import { elementName } from "../../model/graph.ts";
import { elementOf } from "../../plan/staging-order.ts";
import { keptLogs } from "../../run/log-file.ts";
import { elementsNamed } from "../names.ts";
import type { GlobalOptions } from "../program.ts";
import { quietSession } from "../quiet-session.ts";

export interface LogOptions extends GlobalOptions {
  readonly path?: true;
  readonly list?: true;
}

export async function log(name: string, options: LogOptions): Promise<number> {
  return quietSession({ ...options, elements: [name] }, async ({ context }, output) => {
    const { graph, store } = context;
    const [id] = elementsNamed(graph, [name]);
    if (id === undefined) throw new Error("internal: a name without an element");
    const element = elementOf(graph, id);
    const logs = keptLogs(store.root, graph.project.name, elementName(element));
    const [last] = logs;
    if (!last) {
      throw new ForgeError({
        code: "FORGE5005",
        message: `${elementName(element)} has no log: ${element.recipe.type === "run" ? "it was not built here" : `a ${element.kind} element runs no commands of its own`}`,
        help: `forge build ${elementName(element)}`,
      });
    }
    if (options.json)
      for (const { path, job, time } of logs) output.write(`${JSON.stringify({ path, job, time: new Date(time).toISOString() })}\n`);
    else if (options.list) for (const { path } of logs) output.write(`${path}\n`);
    else if (options.path) output.write(`${last.path}\n`);
    else {
      process.stderr.write(`${last.path}\n`);
      await pipeline(createReadStream(last.path), process.stdout, { end: false });
    }
    return 0;
  });
}
