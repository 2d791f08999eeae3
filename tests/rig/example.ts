// examples/initramfs as a project of a test: copied, for the distribution of this machine, tracked again where its lock is stale.

import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { createProject, type Project, type ProjectOptions, repository } from "./project.ts";

export interface Example extends Project {
  /** `-o distribution=…` of this machine. */
  readonly options: readonly string[];
}

export function createExample(options: ProjectOptions = {}): Example {
  const project = createProject({}, options);
  cpSync(join(repository, "examples/initramfs"), project.root, { recursive: true });
  return Object.assign(project, { options: ["-o", `distribution=${distribution()}`] });
}

/** Builds image and kernel. A version that the mirror lost is tracked again, and the test's log says so. */
export async function trackedBuild(project: Project, options: readonly string[]): Promise<void> {
  let run = await project.forge(["build", "--json", "--track", ...options, "image", "kernel"]);
  if (run.exitCode !== 0 && `${run.stdout}${run.stderr}`.includes("FORGE2010")) {
    process.stderr.write("the mirror lost a version that examples/initramfs/forge.lock names: tracking again\n");
    const tracked = await project.forge(["track", ...options, "image", "kernel"]);
    expect(tracked.exitCode, tracked.stderr).toBe(0);
    run = await project.forge(["build", "--json", ...options, "image", "kernel"]);
  }
  expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(0);
}

/** The kernel in a checkout of element `kernel`. */
export function kernelOf(checkout: string): string {
  const [name] = readdirSync(join(checkout, "boot"))
    .filter((file) => file.startsWith("vmlinuz-"))
    .sort()
    .reverse();
  if (name === undefined) throw new Error(`no kernel in ${checkout}/boot`);
  return join(checkout, "boot", name);
}

function distribution(): "debian" | "ubuntu" {
  return /^ID=ubuntu$/m.test(readFileSync("/etc/os-release", "utf8")) ? "ubuntu" : "debian";
}
