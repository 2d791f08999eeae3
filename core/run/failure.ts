// Turns the end of a sandbox run into an error that says what a person needs: the expanded command, how it ended, the last
// lines it printed, where the log is, and a ready command for a shell in the same place.

import { ForgeError, isForgeError } from "../model/errors.ts";
import { type ElementNode, elementName } from "../model/graph.ts";
import type { SandboxCommand, SandboxReport } from "../model/sandbox.ts";
import { asStoreError } from "../store/failures.ts";
import { logTail } from "./log-file.ts";

export interface LabelledCommand {
  readonly step: string;
  readonly command: SandboxCommand;
  /** The element that declares an integration command. */
  readonly integrationOf?: string;
}

/** How many lines of a log stand in an error. */
const TAIL = 20;

/** The error for a run that did not succeed. */
export function runFailure(
  element: ElementNode,
  outcome: Exclude<SandboxReport["outcome"], { readonly type: "succeeded" }>,
  commands: readonly LabelledCommand[],
  log: string,
): ForgeError {
  const name = elementName(element);
  const [place] = element.place;
  const common = { ...(place && { place }) };
  const help = `forge shell --build ${name}\nforge log ${name}`;
  if (outcome.type === "stopped") {
    const how =
      outcome.reason === "signal"
        ? `was ended by ${outcome.signal ?? "a signal"}`
        : outcome.reason === "timeout"
          ? "exceeded its time limit"
          : "was cancelled";
    return new ForgeError({
      ...common,
      code: "FORGE3009",
      message: `building ${name} ${how}`,
      detail: [...quote(logTail(log, TAIL)), `log: ${log}`],
      help,
    });
  }
  const failed = commands[outcome.command];
  const tail = logTail(log, TAIL);
  const detail = [...(failed?.command.script.split("\n").map((line) => `$ ${line}`) ?? []), ...quote(tail), `log: ${log}`];
  const missing = outcome.exitCode === 127 ? tail.map(missingProgram).find((program) => program !== undefined) : undefined;
  if (missing !== undefined) {
    return new ForgeError({
      ...common,
      code: "FORGE3002",
      message: `${name}: there is no program ${JSON.stringify(missing)} in the sandbox (step ${failed?.step ?? "?"})`,
      detail,
      help: `add the element that provides ${missing} to buildDepends of ${name}\n${help}`,
    });
  }
  if (failed?.integrationOf !== undefined) {
    return new ForgeError({
      ...common,
      code: "FORGE3007",
      message: `${name}: an integration command of ${failed.integrationOf} failed with exit code ${outcome.exitCode}`,
      detail,
      help,
    });
  }
  return new ForgeError({
    ...common,
    code: "FORGE3001",
    message: `${name}: step ${failed?.step ?? "?"} failed with exit code ${outcome.exitCode}`,
    detail,
    help,
  });
}

/** What a shell calls a program it does not find: dash, busybox and bash each in their words. */
function missingProgram(line: string): string | undefined {
  return /^(?:\S*sh: )?(?:line )?(?:\d+: )?([^\s:]+): (?:command )?not found$/.exec(line)?.[1];
}

function quote(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line !== "").map((line) => `│ ${line}`);
}

/** A full disk, or a store that cannot be written, as a coded error; anything else unchanged. */
export function hostRefusal(error: unknown, storeRoot: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const path = "path" in error && typeof error.path === "string" ? error.path : "";
  // What fails elsewhere for want of permission is not the store's matter.
  const concerns = error.code === "ENOSPC" || error.code === "EDQUOT" || path.startsWith(`${storeRoot}/`);
  return concerns ? asStoreError(error, storeRoot) : error;
}

/** An error of an element's making with the element's name and place, where it has no place of its own. */
export function ofElement(error: unknown, element: ElementNode): unknown {
  const [place] = element.place;
  if (!isForgeError(error) || error.place || !place) return error;
  const { code, message, related, help, detail, cause } = error;
  const name = elementName(element);
  const said = message.includes(name) ? message : `${name}: ${message}`;
  return new ForgeError({ code, message: said, place, related, detail, cause, ...(help !== undefined && { help }) });
}
