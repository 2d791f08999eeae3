// Says on standard error what ended a command, and with which exit code that goes.

import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { isForgeError } from "../model/errors.ts";
import { renderBug, renderDiagnostic } from "../report/diagnostic.ts";
import { Stopped } from "./signals.ts";
import { openStream } from "./terminal.ts";

export interface SayErrorOptions {
  /** Whether a fault of forge is shown with its stack. */
  readonly stack: boolean;
  /** Directory that places are relative to. */
  readonly projectRoot?: string;
}

/** Prints the error and returns the exit code. */
export function sayError(thrown: unknown, { stack, projectRoot }: SayErrorOptions): number {
  if (thrown instanceof Stopped) return thrown.exitCode;
  const { style, columns, write } = openStream(process.stderr, process.env);
  if (!isForgeError(thrown)) {
    write(`${renderBug(thrown, { style, stack: stack || process.env["FORGE_STACK"] !== undefined }).join("\n")}\n`);
    return 1;
  }
  write(`${renderDiagnostic(thrown, { style, columns, source: sourceReader(projectRoot) }).join("\n")}\n`);
  return thrown.code === "FORGE1021" ? 2 : 1;
}

/** Reads files that places name, where they are at hand. */
export function sourceReader(projectRoot: string | undefined): (file: string) => string | undefined {
  return (file) => {
    const path = isAbsolute(file) ? file : projectRoot === undefined ? undefined : join(projectRoot, file);
    if (path === undefined || !existsSync(path)) return undefined;
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  };
}
