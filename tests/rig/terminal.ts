// Runs the command on a pseudo-terminal that script(1) makes, and types at it when it says something.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { type Project, repository } from "./project.ts";

export interface Terminal {
  /** Waits until a text is shown after the last one that was waited for. */
  sees(text: string | RegExp): Promise<void>;
  type(text: string): void;
  /** Everything that was written, and the exit code. */
  readonly end: Promise<{ readonly text: string; readonly exitCode: number | null }>;
}

export interface TerminalOptions {
  readonly columns?: number;
  readonly environment?: { readonly [name: string]: string };
}

export function openTerminal(
  project: Project,
  args: readonly string[],
  { columns = 80, environment = {} }: TerminalOptions = {},
): Terminal {
  const words = [process.execPath, join(repository, "bin/forge.js"), ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const child = spawn("script", ["-qec", `stty cols ${columns} rows 24; exec ${words.join(" ")}`, "/dev/null"], {
    cwd: project.root,
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...project.environment, NO_COLOR: "", TERM: "xterm", SHELL: "/bin/sh", ...environment },
  });
  let seen = "";
  let position = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    seen += text;
  });
  return {
    async sees(text) {
      const find = (): RegExpExecArray | null =>
        new RegExp(typeof text === "string" ? text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&") : text.source, "m").exec(seen.slice(position));
      await expect.poll(find, { timeout: 20_000, interval: 20, message: `${text} was not shown in ${seen}` }).not.toBeNull();
      const found = find();
      position += (found?.index ?? 0) + (found?.[0].length ?? 0);
    },
    type: (text) => void child.stdin.write(text),
    end: new Promise((resolve) => child.on("close", (exitCode) => resolve({ text: seen.replaceAll("\r", ""), exitCode }))),
  };
}
