// forge shell: a sandbox for a person. The exit code is the command's.

import { openFailedShell } from "../../run/failed-shell.ts";
import { openShell } from "../../run/shell.ts";
import { elementsNamed } from "../names.ts";
import type { GlobalOptions } from "../program.ts";
import { quietSession } from "../quiet-session.ts";
import { badUsage } from "../usage.ts";

export interface ShellCommandOptions extends GlobalOptions {
  readonly build?: true;
  readonly failed?: true;
  readonly network?: true;
}

export async function shell(name: string, words: readonly string[], options: ShellCommandOptions): Promise<number> {
  if (options.build && options.failed)
    throw badUsage("--build and --failed are two places", "say which one: --failed is where a build failed");
  if (options.json) throw badUsage("shell has nothing to say in JSON", "leave out --json");
  return quietSession({ ...options, elements: [name] }, async ({ context }) => {
    const [id] = elementsNamed(context.graph, [name]);
    if (id === undefined) throw new Error("internal: a name without an element");
    const place = {
      network: options.network === true && !context.offline,
      command: words,
      terminal: process.stdin.isTTY ? process.env["TERM"] : undefined,
    };
    if (options.failed) return openFailedShell(context, id, place);
    return openShell(context, id, { ...place, build: options.build === true });
  });
}
