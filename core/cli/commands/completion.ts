// forge completion: the script of a shell, and the answers that it asks for. Never evaluates a project.

import { existsSync, readFileSync } from "node:fs";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { complete } from "../completion/candidates.ts";
import { knownNames } from "../completion/element-names.ts";
import { completionScripts, type SHELLS } from "../completion/scripts.ts";
import { expandHome, findProject, userConfigurationFile } from "../places.ts";
import { storeRoot } from "../store-root.ts";
import { badUsage } from "../usage.ts";

export interface CompletionOptions {
  /** What is being typed, after `--`. */
  readonly words?: true;
  readonly json?: true;
}

export function completion(program: CommandUnknownOpts, words: readonly string[], options: CompletionOptions): number {
  if (options.json) throw badUsage("completion has nothing to say in JSON", "leave out --json");
  if (options.words) {
    const found = complete(program, { words, elements: elementNames });
    const lines = typeof found === "string" ? [`:${found}`] : found.map(({ text, about }) => `${text}\t${about ?? ""}`);
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    return 0;
  }
  const [shell, ...others] = words;
  if (shell === undefined || !Object.hasOwn(completionScripts, shell) || others.length > 0)
    throw badUsage("completion takes the name of a shell", "forge completion bash, zsh or fish");
  process.stdout.write(completionScripts[shell as (typeof SHELLS)[number]]);
  return 0;
}

/** Names of the project that a directory lies in; none where anything is in the way: nobody is there to read an error. */
function elementNames({ directory = ".", store }: { readonly directory?: string; readonly store?: string }): readonly string[] {
  try {
    const file = userConfigurationFile(process.env);
    const set = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).store : undefined;
    const root = storeRoot({ ...(store !== undefined && { store }) }, typeof set === "string" ? { store: expandHome(set) } : {});
    return knownNames(root, findProject(expandHome(directory)));
  } catch {
    return [];
  }
}
