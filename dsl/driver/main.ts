// The program in the restricted child of a source operation: loads the kind's code, runs one operation, says how it ended.
//
// It trusts the task and nobody else: refs are checked against the kind's schema in both directions, and whatever the code
// of a kind throws becomes a coded error. It knows neither store nor graph.

import type { DriverMessage, DriverTask } from "../../core/model/drivers.ts";
import { isForgeError } from "../../core/model/errors.ts";
import type { Json, JsonObject } from "../../core/model/json.ts";
import type { SourceDefinition } from "../define-source.ts";
import { readTask, send } from "./channel.ts";
import { createDriverContext } from "./create-context.ts";
import { describeDriverFailure } from "./failure.ts";
import { loadDefinition } from "./load-definition.ts";
import { checkRef, checkTracked } from "./refs.ts";

process.umask(0o022);
send({ type: "ready" });
const task = readTask();
send(await run(task));
// What the code of a kind left open must not keep the process.
process.exit(0);

async function run(task: DriverTask): Promise<DriverMessage> {
  try {
    const definition = await loadDefinition(task);
    const ref = await operate(definition, task);
    return { type: "done", ...(ref !== undefined && { ref }) };
  } catch (error) {
    return describeDriverFailure(error, task);
  }
}

async function operate(definition: SourceDefinition, task: DriverTask): Promise<Json | undefined> {
  const context = createDriverContext(task, send);
  const config: JsonObject = task.config;
  switch (task.operation) {
    case "track":
      return checkTracked(definition, await needed(definition.track, task)(context, config));
    case "fetch":
    case "stage":
      await needed(definition[task.operation], task)(context, config, checkRef(definition, task.ref));
      return undefined;
  }
}

function needed<Operation>(operation: Operation | undefined, { kind, operation: name }: DriverTask): Operation {
  if (operation === undefined) throw new Error(`the kind ${kind} has no ${name}`);
  return operation;
}

process.on("uncaughtException", end);
process.on("unhandledRejection", end);

/** Something failed that nobody waited for. */
function end(error: unknown): void {
  send(isForgeError(error) ? { type: "failed", error: JSON.parse(JSON.stringify(error)) } : describeDriverFailure(error, task));
  process.exit(0);
}
