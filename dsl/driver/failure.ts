// Turns whatever an operation threw into a message: the person's fault, the kind's, the host's, or forge's.
//
// A stack leaves this file only for a bug of forge's, or as the project's own lines.

import { relative } from "node:path";
import type { DriverMessage, DriverTask } from "../../core/model/drivers.ts";
import { isForgeError } from "../../core/model/errors.ts";
import type { Place } from "../../core/model/place.ts";

export function describeDriverFailure(error: unknown, task: DriverTask): DriverMessage {
  if (isForgeError(error)) return { type: "failed", error: JSON.parse(JSON.stringify(error)) };
  const thrown = error instanceof Error ? error : new Error(String(error));
  const code = "code" in thrown ? thrown.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return failed({
      code: "FORGE5001",
      message: "the disk of the store is full",
      help: "make room, or lower the quota and run `forge gc`; nothing that was in the store is lost",
    });
  }
  if (task.driver.module === "forge-build" && !OF_THE_HOST.has(String(code))) return { type: "bug", stack: thrown.stack ?? thrown.message };
  const place = placeOf(thrown.stack, task.project);
  const missing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  return failed({
    code: "FORGE2012",
    message: missing
      ? `${task.driver.module} cannot be loaded: ${firstLine(thrown.message)}`
      : `the code of the ${task.kind} source failed: ${firstLine(thrown.message)}`,
    ...(place && { related: [{ place, message: "thrown here" }] }),
    help: missing ? "install what it imports" : `mend ${task.driver.module}, or report it to whoever made it`,
  });
}

/** What the system refuses through nobody's fault in forge. */
const OF_THE_HOST: ReadonlySet<string> = new Set(["ENAMETOOLONG", "EIO", "EMFILE", "ENFILE", "ENOMEM"]);

function failed(error: Extract<DriverMessage, { type: "failed" }>["error"]): DriverMessage {
  return { type: "failed", error };
}

/** The innermost line of the stack that lies in the project. */
function placeOf(stack: string | undefined, project: string): Place | undefined {
  for (const line of (stack ?? "").split("\n")) {
    const [, file = "", row, column] = /^\s+at (?:.*? \()?(?:file:\/\/)?(\/.*?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (file.startsWith(`${project}/`) && !file.includes("/node_modules/"))
      return { file: relative(project, file), line: Number(row), column: Number(column) };
  }
  return undefined;
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").replace(/\.$/, "");
}
