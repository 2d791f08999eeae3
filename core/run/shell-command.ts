// What a person's shell is in a sandbox: its command, its prompt, what of the terminal it is told. Pure.

import { availableParallelism } from "node:os";
import type { SandboxBind, SandboxCommand } from "../model/sandbox.ts";

/** What a person wants of a shell, wherever it is. */
export interface ShellWishes {
  /** Words of a command to run instead of a shell. */
  readonly command: readonly string[];
  readonly network: boolean;
  /** What of the host is to be seen in it. */
  readonly mounts: readonly SandboxBind[];
  /** Variables of the person's, where the element does not say otherwise. */
  readonly environment: SandboxCommand["environment"];
  /** TERM of the person's terminal. Absent: there is none, or the shell is to know as little of it as a build does. */
  readonly terminal: string | undefined;
}

export interface ShellPlace {
  /** Where it is, for the prompt: an element, and what is with it. */
  readonly label: string;
  readonly cwd: string;
  readonly environment: SandboxCommand["environment"];
}

/** A shell that reads from the terminal, the best there is; or the words of a command, as they are. */
export function shellCommand(wishes: ShellWishes, { label, cwd, environment }: ShellPlace): SandboxCommand {
  const { command, terminal } = wishes;
  const isShell = command.length === 0;
  const script = isShell
    ? "if command -v bash >/dev/null; then exec bash --norc -i; else exec sh -i; fi"
    : `exec ${command.map(quote).join(" ")}`;
  const all = new Map([...wishes.environment, ...environment]);
  if (terminal !== undefined) all.set("TERM", terminal);
  // Every shell expands this; what is written with a backslash, only some.
  if (isShell) all.set("PS1", `[${label}] $PWD # `);
  return { script, cwd, environment: [...all].sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** The environment of an element's commands, with what they would be told of cores: all of them, for nobody else builds here. */
export function buildEnvironment(environment: SandboxCommand["environment"]): SandboxCommand["environment"] {
  const cores = availableParallelism();
  return [["FORGE_JOBS", String(cores)], ["MAKEFLAGS", `-j${cores}`], ...environment];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
