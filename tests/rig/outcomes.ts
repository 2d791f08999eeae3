// Reads what a build said: `forge build --json` as outcome by element, and failures by code.

import { expect } from "vitest";
import type { ErrorDetails } from "../../core/model/errors.ts";
import type { ElementOutcome } from "../../core/model/events.ts";
import { type ForgeRun, type Project, parseLines, type RunOptions } from "./project.ts";

/** Builds, expects success, and returns how each element ended. */
export async function build(project: Project, args: readonly string[] = []): Promise<{ readonly [element: string]: ElementOutcome }> {
  const run = await project.forge(["build", "--json", ...args]);
  expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(0);
  return outcomes(run);
}

export function outcomes(run: ForgeRun): { readonly [element: string]: ElementOutcome } {
  return Object.fromEntries(
    run.events().flatMap((event) => (event.type === "element-finished" ? [[event.element.name, event.outcome]] : [])),
  );
}

/** The errors that a build reported, in order. */
export function failures(run: ForgeRun): readonly ErrorDetails[] {
  return run.events().flatMap((event) => (event.type === "failed" ? [event.error] : []));
}

/** A line of `forge show --json`. forge's own additions lie below `forge`. */
export interface ShownElement {
  readonly name: string;
  readonly forge: { readonly key?: string; readonly tree?: string };
}

export async function show(project: Project, args: readonly string[] = [], options: RunOptions = {}): Promise<readonly ShownElement[]> {
  const run = await project.forge(["show", "--json", ...args], options);
  expect(run.exitCode, run.stderr).toBe(0);
  return parseLines<ShownElement>(run.stdout);
}

/** Keys of all elements, by name. */
export async function keys(project: Project, args: readonly string[] = []): Promise<{ readonly [element: string]: string | undefined }> {
  return Object.fromEntries((await show(project, args)).map((element) => [element.name, element.forge.key]));
}
