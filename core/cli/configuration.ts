// The user's configuration file: read, checked, and with a place for everything that is wrong in it.
//
// The schema, and zod with it, is loaded only where there is a file. What the file may say is docs/configuration.md.

import { readFileSync } from "node:fs";
import { ForgeError } from "../model/errors.ts";
import type { MirrorNode } from "../model/graph.ts";
import { userConfigurationFile } from "./places.ts";

/** What a user may set once for all projects. Paths are absolute. */
export interface UserConfiguration {
  readonly store?: string;
  readonly builders?: number;
  readonly fetchers?: number;
  readonly onError?: "continue" | "quit" | "terminate";
  readonly retryFailed?: boolean;
  /** Size in bytes. */
  readonly keepFailed?: { readonly count?: number; readonly size?: number };
  /** What every `forge shell` has that is not isolated. */
  readonly shell?: { readonly network?: boolean; readonly mounts?: readonly string[]; readonly environment?: readonly string[] };
  /** Bytes. */
  readonly quota?: number;
  /** Seconds. */
  readonly evaluationTimeout?: number;
  readonly mirrors?: { readonly [alias: string]: MirrorNode };
  readonly secrets?: { readonly [kind: string]: { readonly [name: string]: SecretSource } };
}

/** Where a secret lies. It is never in the file itself. */
export type SecretSource = { readonly file: string } | { readonly environment: string };

/** The configuration of whoever runs forge; empty where there is no file. Throws FORGE1022. */
export async function readConfiguration(environment: NodeJS.ProcessEnv): Promise<UserConfiguration> {
  const file = userConfigurationFile(environment);
  const text = readConfigurationText(file);
  if (text === undefined) return {};
  const [{ checkConfiguration }, { placeInJson }] = await Promise.all([import("./configuration-schema.ts"), import("./json-place.ts")]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { line, column } = placeInJson(text, undefined);
    throw refused(file, { message: `not valid JSON: ${(error as Error).message}`, line, column });
  }
  const checked = checkConfiguration(value);
  if ("configuration" in checked) return checked.configuration;
  const [first, ...others] = checked.problems
    .map(({ path, message }) => ({ message: `${path.join(".") || "the file"}: ${message}`, ...placeInJson(text, path) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  throw refused(file, first ?? { message: "refused" }, others);
}

/** The text of the file, or undefined where there is none. */
function readConfigurationText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw refused(file, { message });
  }
}

interface Problem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

function refused(file: string, { message, line, column }: Problem, others: readonly Problem[] = []): ForgeError {
  const place = (problem: Omit<Problem, "message">) => ({
    file,
    ...(problem.line !== undefined && { line: problem.line }),
    ...(problem.column !== undefined && { column: problem.column }),
  });
  return new ForgeError({
    code: "FORGE1022",
    message,
    place: place({ ...(line !== undefined && { line }), ...(column !== undefined && { column }) }),
    related: others.map((other) => ({ message: other.message, place: place(other) })),
    help: "docs/configuration.md says what the file may hold",
  });
}
