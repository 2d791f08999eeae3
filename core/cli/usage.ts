// Turns the parser's complaints into errors of ours: FORGE1021 with what was perhaps meant.

import type { CommanderError } from "@commander-js/extra-typings";
import { ForgeError } from "../model/errors.ts";

/** The error for a command line that was refused, or undefined where the parser only printed help or version. */
export function usageError(error: CommanderError): ForgeError | undefined {
  if (error.exitCode === 0 || error.code === "commander.help") return undefined;
  const [message = "", ...hints] = error.message.replace(/^error: /, "").split("\n");
  const meant = /\(Did you mean (.+?)\?\)/.exec(hints.join(" "))?.[1];
  return new ForgeError({
    code: "FORGE1021",
    message: message.replace(/\.$/, ""),
    help: meant === undefined ? "forge --help lists verbs and options" : `did you mean ${meant}?`,
  });
}

/** The error for options that do not go together. */
export function badUsage(message: string, help: string): ForgeError {
  return new ForgeError({ code: "FORGE1021", message, help });
}
