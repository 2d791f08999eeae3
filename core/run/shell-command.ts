// What a person's shell is in a sandbox: its command, its prompt, what of the terminal it is told. Pure.

import type { SandboxCommand } from "../model/sandbox.ts";

export interface ShellPlace {
  /** Where it is, for the prompt: an element, and what is with it. */
  readonly label: string;
  readonly cwd: string;
  readonly environment: SandboxCommand["environment"];
  /** TERM of the person's terminal. */
  readonly terminal: string | undefined;
}

/** A shell that reads from the terminal, the best there is; or the words of a command, as they are. */
export function shellCommand(words: readonly string[], { label, cwd, environment, terminal }: ShellPlace): SandboxCommand {
  const script =
    words.length > 0
      ? `exec ${words.map(quote).join(" ")}`
      : "if command -v bash >/dev/null; then exec bash --norc -i; else exec sh -i; fi";
  const all = new Map(environment);
  if (terminal !== undefined) all.set("TERM", terminal);
  // Every shell expands this; what is written with a backslash, only some.
  all.set("PS1", `[${label}] $PWD # `);
  return { script, cwd, environment: [...all].sort(([a], [b]) => (a < b ? -1 : 1)) };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
