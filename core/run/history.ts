// What is remembered of each element of a project between builds: the key it had last, the one before, how it ended, how long
// it took. The critical path is reckoned from it, and `explain` finds there what to compare with. Losing it costs nothing.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ProjectNode } from "../model/graph.ts";
import type { Digest, ElementKey } from "../model/ids.ts";
import { defaultsDigest } from "./default-history.ts";
import { fileName } from "./log-file.ts";

export interface ElementHistory {
  /** The definition key that it had when it was last wanted and usable. */
  readonly key: ElementKey;
  /** The key before that, if it ever had another. */
  readonly before?: ElementKey;
  /** The project's defaults when it had that key, and before (core/run/default-history.ts). */
  readonly defaults?: Digest;
  readonly defaultsBefore?: Digest;
  /** How it became usable under `key`. */
  readonly outcome: "built" | "cutoff" | "cached";
  /** Milliseconds that making it took, when it was last really made. */
  readonly milliseconds?: number;
}

/** By element name. */
export type History = { readonly [name: string]: ElementHistory };

/** What is remembered of a project; empty where nothing is. */
export function readHistory(storeRoot: string, project: string): History {
  try {
    return JSON.parse(readFileSync(historyFile(storeRoot, project), "utf8"));
  } catch {
    return {};
  }
}

/** What happened to one element in a run. */
export type Happened = Pick<ElementHistory, "key" | "outcome" | "milliseconds">;

/** Adds what happened in a run. Another forge may have written meanwhile; what it knows of other elements stays. */
export function remember(storeRoot: string, projectNode: ProjectNode, happened: ReadonlyMap<string, Happened>): void {
  const project = projectNode.name;
  const history: { [name: string]: ElementHistory } = { ...readHistory(storeRoot, project) };
  const defaults = defaultsDigest(projectNode);
  let changed = false;
  for (const [name, now] of happened) {
    const was = history[name];
    // The same key again tells nothing new, unless it had to be made again.
    if (was?.key === now.key && now.outcome === "cached") {
      if (was.defaults === defaults) continue;
      history[name] = withDefaults(was, defaults);
    } else history[name] = withDefaults(was?.key === now.key ? { ...was, ...now } : next(was, now), defaults);
    changed = true;
  }
  if (!changed) return;
  const file = historyFile(storeRoot, project);
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(history));
  renameSync(temporary, file);
}

function withDefaults({ defaults: _, ...entry }: ElementHistory, defaults: Digest | undefined): ElementHistory {
  return { ...entry, ...(defaults !== undefined && { defaults }) };
}

function next(was: ElementHistory | undefined, now: Happened): ElementHistory {
  const milliseconds = now.milliseconds ?? was?.milliseconds;
  return {
    key: now.key,
    outcome: now.outcome,
    ...(was && { before: was.key }),
    ...(was?.defaults !== undefined && { defaultsBefore: was.defaults }),
    ...(milliseconds !== undefined && { milliseconds }),
  };
}

function historyFile(storeRoot: string, project: string): string {
  return join(storeRoot, "history", `${fileName(project)}.json`);
}
