// Turns the end of a sandbox run into an error that says what a person needs: the expanded command, how it ended, the last
// lines it printed, where the log is, and a ready command for a shell in the same place.

import { changedError, type ErrorDetails, ForgeError } from "../model/errors.ts";
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

/** How a command failed: facts, and no name of the element. */
export interface CommandFailure {
  readonly step: string;
  readonly script: string;
  readonly exitCode: number;
  /** The element that declares it, of an integration command. */
  readonly integrationOf?: string;
  /** The last lines of the log. */
  readonly tail: readonly string[];
  /** Absolute. */
  readonly log: string;
  /** Whether its sandbox is there as it was. */
  readonly kept: boolean;
}

/** The error of a command that failed, with the facts it was made from. */
export class CommandFailed extends ForgeError {
  readonly failure: CommandFailure;

  constructor(details: ErrorDetails, failure: CommandFailure) {
    super(details);
    this.failure = failure;
  }
}

export interface FailedRun {
  readonly commands: readonly LabelledCommand[];
  /** Absolute path of the log. */
  readonly log: string;
  /** Whether its sandbox was kept. */
  readonly kept: boolean;
}

/** The error for a run that did not succeed. */
export function runFailure(
  element: ElementNode,
  outcome: Exclude<SandboxReport["outcome"], { readonly type: "succeeded" }>,
  { commands, log, kept }: FailedRun,
): ForgeError {
  const tail = logTail(log, TAIL);
  if (outcome.type === "failed") {
    const { step = "?", command, integrationOf } = commands[outcome.command] ?? {};
    const facts = { step, script: command?.script ?? "", exitCode: outcome.exitCode, tail, log, kept };
    return commandError(element, integrationOf === undefined ? facts : { ...facts, integrationOf });
  }
  const name = elementName(element);
  const [place] = element.place;
  const how =
    outcome.reason === "signal"
      ? `was ended by ${outcome.signal ?? "a signal"}`
      : outcome.reason === "timeout"
        ? "exceeded its time limit"
        : "was cancelled";
  return new ForgeError({
    ...(place && { place }),
    code: "FORGE3009",
    message: `building ${name} ${how}`,
    detail: [...quote(tail), `log: ${log}`],
    help: nextSteps(name, kept),
  });
}

/** The error for a command that failed. */
export function commandError(element: ElementNode, failure: CommandFailure): CommandFailed {
  const { step, script, exitCode, integrationOf, tail, log, kept } = failure;
  const name = elementName(element);
  const [place] = element.place;
  const detail = [...script.split("\n").map((line) => `$ ${line}`), ...quote(tail), `log: ${log}`];
  const common = { ...(place && { place }), detail };
  const help = nextSteps(name, kept);
  const missing = exitCode === 127 ? tail.map(missingProgram).find((program) => program !== undefined) : undefined;
  if (missing !== undefined) {
    const details: ErrorDetails = {
      ...common,
      code: "FORGE3002",
      message: `${name}: there is no program ${JSON.stringify(missing)} in the sandbox (step ${step})`,
      help: `add the element that provides ${missing} to buildDepends of ${name}\n${help}`,
    };
    return new CommandFailed(details, failure);
  }
  if (integrationOf !== undefined) {
    const message = `${name}: an integration command of ${integrationOf} failed with exit code ${exitCode}`;
    return new CommandFailed({ ...common, code: "FORGE3007", message, help }, failure);
  }
  return new CommandFailed(
    { ...common, code: "FORGE3001", message: `${name}: step ${step} failed with exit code ${exitCode}`, help },
    failure,
  );
}

function nextSteps(name: string, kept: boolean): string {
  return `forge shell ${kept ? "--failed" : "--build"} ${name}\nforge log ${name}`;
}

/** What a shell calls a program it does not find: dash, busybox and bash each in their words. */
function missingProgram(line: string): string | undefined {
  const byShell = /^(?:\S*sh: )?(?:exec: )?(?:line )?(?:\d+: )?(?:exec: )?([^\s:]+): (?:command )?not found$/.exec(line);
  const byEnv = /^env: (?:can't execute )?['‘]?([^\s'’:]+)['’]?: No such file or directory$/.exec(line);
  return (byShell ?? byEnv)?.[1];
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
export function ofElement(error: ForgeError, element: ElementNode): ForgeError {
  const [place] = element.place;
  if (error.place || !place) return error;
  const name = elementName(element);
  return changedError(error, { place, message: error.message.includes(name) ? error.message : `${name}: ${error.message}` });
}
