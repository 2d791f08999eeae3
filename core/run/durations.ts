// How long elements took when they were last built here: what the critical path is reckoned from. Losing it costs nothing.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Store } from "../store/store.ts";
import { fileName } from "./log-file.ts";

/** Milliseconds by element name; empty where nothing is known. */
export function readDurations(store: Store, project: string): { readonly [name: string]: number } {
  try {
    return JSON.parse(readFileSync(durationsFile(store, project), "utf8"));
  } catch {
    return {};
  }
}

/** Keeps durations for the next run. */
export function writeDurations(store: Store, project: string, durations: { readonly [name: string]: number }): void {
  const file = durationsFile(store, project);
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(durations));
  renameSync(temporary, file);
}

function durationsFile(store: Store, project: string): string {
  return join(store.root, "durations", `${fileName(project)}.json`);
}
