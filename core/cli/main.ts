// The command `forge`: parses, runs a verb, says what went wrong, ends with an exit code.
//
// 0 success, 1 failure, 2 a command line that was not understood, 128 + signal when stopped by one.

import { CommanderError } from "@commander-js/extra-typings";
import { ForgeError } from "../model/errors.ts";
import { createProgram } from "./program.ts";
import { usageError } from "./usage.ts";

main(process.argv.slice(2)).then(end, (error) => {
  // Not even the error could be said.
  process.stderr.write(`internal error  ${String(error)}\n`);
  end(1);
});

async function main(words: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = createProgram((code) => {
    exitCode = code;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: () => undefined, writeErr: (text) => void process.stderr.write(text) });
  }
  try {
    refuseGoneDirectory();
    await program.parseAsync([...words], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return await fail(error);
    const usage = usageError(error);
    if (usage) return await fail(usage);
    // No verb at all: the parser has printed the help.
    return error.code === "commander.help" ? 2 : error.exitCode;
  }

  async function fail(error: unknown): Promise<number> {
    const { sayError } = await import("./say-error.ts");
    return sayError(error, { stack: words.includes("--stack") });
  }
}

/** Node throws at whatever asks first, and names no directory. */
function refuseGoneDirectory(): void {
  try {
    process.cwd();
  } catch (error) {
    throw new ForgeError({ code: "FORGE1001", message: "the current directory is there no more", help: "cd to one that is", cause: error });
  }
}

/** Ends when everything that was written has gone out. */
function end(code: number): void {
  process.exitCode = code;
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}
