// forge shell: a sandbox for a person. The exit code is the command's.

import { homedir } from "node:os";
import { openFailedShell } from "../../run/failed-shell.ts";
import { openShell } from "../../run/shell.ts";
import { elementNamed } from "../names.ts";
import type { GlobalOptions } from "../program.ts";
import { quietSession } from "../quiet-session.ts";
import { shellMount } from "../shell-mounts.ts";
import { badUsage } from "../usage.ts";

export interface ShellCommandOptions extends GlobalOptions {
  readonly build?: true;
  readonly failed?: true;
  readonly network?: true;
  readonly mount: readonly string[];
  readonly isolate?: true;
}

export async function shell(name: string, words: readonly string[], options: ShellCommandOptions): Promise<number> {
  if (options.build && options.failed)
    throw badUsage("--build and --failed are two places", "say which one: --failed is where a build failed");
  if (options.json) throw badUsage("shell has nothing to say in JSON", "leave out --json");
  if (options.isolate && (options.network || options.mount.length > 0))
    throw badUsage("--isolate leaves out what --network and --mount bring in", "leave out one or the other");
  const mounts = options.mount.map((text) => shellMount(text, process.cwd()));
  return quietSession({ ...options, elements: [name] }, async ({ context, configuration }) => {
    const id = elementNamed(context.graph, name);
    // What a person set once for all shells is no part of an element, and left out of one that is to be as strict as a build.
    const own = (options.isolate ? undefined : configuration.shell) ?? {};
    const wishes = {
      command: words,
      network: (options.network ?? own.network ?? false) && !context.offline,
      mounts: [...(own.mounts ?? []).map((text) => shellMount(text, homedir())), ...mounts],
      environment: (own.environment ?? []).flatMap((name): [string, string][] => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
      }),
      terminal: process.stdin.isTTY && !(options.isolate && words.length > 0) ? process.env["TERM"] : undefined,
    };
    if (options.failed) return openFailedShell(context, id, wishes);
    return openShell(context, id, { ...wishes, build: options.build === true });
  });
}
