// What every refusal owes the person: a code, a place where one is known, and a next step.

import { expect } from "vitest";
import type { ErrorCode } from "../../core/model/error-codes.ts";
import type { ForgeRun } from "./project.ts";

export interface Complaint {
  readonly code: ErrorCode;
  /** `file:line` in the project, or a piece of it. */
  readonly place?: string;
  /** Texts that must be said. */
  readonly says?: readonly (string | RegExp)[];
  /** Whether a next step must be there. */
  readonly help?: boolean;
}

/** Asserts that a run failed with this complaint, said on stderr in words and without a stack of ours. */
export function expectComplaint(run: ForgeRun, { code, place, says = [], help = true }: Complaint): void {
  const said = `${run.stdout}\n${run.stderr}`;
  expect(run.exitCode, said).not.toBe(0);
  expect(run.exitCode, said).not.toBeNull();
  expect(said).toContain(code);
  if (place !== undefined) expect(said).toContain(place);
  if (help) expect(said).toMatch(/help:/);
  for (const text of says) expect(said).toMatch(text);
  expect(said).not.toContain("internal:");
  expect(said).not.toMatch(/^\s+at .*\/(core|dsl|stdlib|sandbox|dist)\//m);
}
