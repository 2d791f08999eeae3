// An example as a project of a test: copied, built, and tracked again where the mirror lost what its lock names.

import { cpSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "vitest";
import { createProject, type ForgeRun, type Project, type ProjectOptions, repository } from "./project.ts";

/** A copy of examples/NAME. */
export function copyExample(name: string, options: ProjectOptions = {}): Project {
  const project = createProject({}, options);
  cpSync(join(repository, "examples", name), project.root, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
  return project;
}

/** Runs a verb that must succeed. */
export async function succeed(project: Project, ...args: readonly string[]): Promise<ForgeRun> {
  const run = await project.forge(args);
  expect(run.exitCode, `forge ${args.join(" ")}\n${run.stdout}\n${run.stderr}`).toBe(0);
  return run;
}

/** Builds elements, or the default. A version that the mirror lost is tracked again, and the test's log says so. */
export async function buildTracked(project: Project, ...elements: readonly string[]): Promise<ForgeRun> {
  const run = await project.forge(["build", "--json", "--track", ...elements]);
  if (run.exitCode === 0 || !`${run.stdout}${run.stderr}`.includes("FORGE2010")) {
    expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(0);
    return run;
  }
  process.stderr.write("the mirror lost a version that the example's forge.lock names: tracking again\n");
  await succeed(project, "track", ...elements);
  return succeed(project, "build", "--json", ...elements);
}

/** What README.md of an example promises. */
export function expectedOutput(project: Project): string {
  return readFileSync(join(project.root, "expected-output.txt"), "utf8");
}
