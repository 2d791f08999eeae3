// Where the corpora lie, and what the reference BuildStream made of them.
//
// Neither is part of the repository. Tests over them say so, loudly, and are skipped where they are not there.

import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { JsonObject } from "../../../core/model/json.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const named = resolve(root, process.env.FORGE_CORPORA ?? "../shared/corpora");
/** Its real place: a project's own place is, too. */
export const CORPORA = existsSync(named) ? realpathSync(named) : named;
const ORACLE = resolve(CORPORA, "../oracle");

/** Whether the data is here. Says so if not. */
export function hasCorpora(): boolean {
  const found = existsSync(join(CORPORA, "README.md")) && existsSync(join(ORACLE, "standins.json"));
  if (!found)
    process.stderr.write(`\n*** SKIPPED: no corpora at ${CORPORA} (set FORGE_CORPORA). Nothing was compared with BuildStream. ***\n\n`);
  return found;
}

/** An element as the reference resolved it. */
export type OracleLine = JsonObject & { readonly name: string; readonly kind: string };

export interface OracleRun {
  readonly file: string | null;
  readonly options: { readonly [name: string]: string };
  readonly targets: "everything" | readonly string[];
  readonly elements: number;
  readonly domain?: string;
  readonly reason?: string;
  readonly detail?: string;
}

export interface Verdict {
  readonly project: string;
  readonly target: string | null;
  readonly options: { readonly [name: string]: string };
  readonly needs: readonly string[];
  readonly verdict: "loads" | "error";
  readonly elements?: number;
  readonly domain?: string;
  readonly reason?: string | null;
  readonly detail?: string;
  readonly bare?: Pick<Verdict, "verdict" | "elements" | "domain" | "reason" | "detail">;
}

export function readLines<Line>(path: string): readonly Line[] {
  const bytes = readFileSync(join(ORACLE, path));
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Line => JSON.parse(line));
}

export function standIns(project: string): readonly string[] {
  const all: { readonly [name: string]: readonly string[] } = JSON.parse(readFileSync(join(ORACLE, "standins.json"), "utf8"));
  return all[project] ?? [];
}
