// Refusing what would make an evaluation's result depend on when, where or by whom it is computed.
//
// Knows the words and the alternatives; what is guarded is decided by the guards. Only code of the project and of its
// packages is refused anything. This keeps honest configuration repeatable; what contains hostile code is the sandbox.

import { ForgeError } from "../../core/model/errors.ts";
import { type AnyFunction, type Caller, callerOf, packageOf, userPlaces } from "./frames.ts";

export type Matter = "time" | "random" | "environment" | "files" | "network" | "processes" | "host" | "process" | "engine";

const OPTION = "declare an option with `defineOptions` and set it with `-o name=value`";

const matters: { readonly [matter in Matter]: { readonly does: string; readonly help: string } } = {
  time: { does: "reads the time", help: OPTION },
  random: { does: "uses random numbers", help: `derive the value from names that are written down, or ${OPTION}` },
  environment: { does: "reads the environment", help: OPTION },
  files: { does: "reaches for files", help: "use `readText`, `readJson` or `glob` from forge-build, which record what they read" },
  network: {
    does: "uses the network",
    help: "name what is needed as a source, such as `remote` or `tar`: forge downloads it and locks its digest",
  },
  processes: {
    does: "starts another process",
    help: "put the command into an element: elements run commands, configuration declares them",
  },
  host: { does: "asks about this machine", help: OPTION },
  process: { does: "meddles with its process", help: "throw an error to stop an evaluation" },
  engine: { does: "reaches into the engine", help: "leave it out: configuration only declares values" },
};

/** Throws FORGE1005 when the project, or a package it uses, called `guard`. */
export function refuse(matter: Matter, what: string, guard: AnyFunction): void {
  const caller = callerOf(guard);
  if (caller.owner !== "forge") throw refusal(matter, what, { caller, guard });
}

/** The error for a caller of `guard` that is refused. */
export function refusal(
  matter: Matter,
  what: string,
  { caller, guard }: { readonly caller: Caller; readonly guard: AnyFunction },
): ForgeError {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, guard);
  const [place] = userPlaces(holder.stack);
  const who = caller.owner === "package" && caller.file !== undefined ? `the package "${packageOf(caller.file)}"` : "the configuration";
  const { does, help } = matters[matter];
  return new ForgeError({ code: "FORGE1005", message: `${who} ${does}: ${what}`, ...(place && { place }), help });
}
