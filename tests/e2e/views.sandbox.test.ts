// What a run writes beside its view: the master log and the trace, in every mode; and colours off a terminal.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { createSmallSystem } from "../rig/small-system.ts";
import { type TraceEntry, traceFaults } from "../rig/trace.ts";

const colour = /\x1b\[/;

test.each([["--json"], ["--quiet"], ["--verbose"]])("a master log and a trace are written with %s, too", async (mode) => {
  await using project = createSmallSystem();
  const run = await project.forge(["build", mode, "--log-file", "master.log", "--trace", "trace.json"], {
    environment: { FORCE_COLOR: "1", NO_COLOR: "" },
  });
  expect(run.exitCode, run.stderr).toBe(0);
  const log = project.read("master.log");
  expect(log).toMatch(/^building {2}library +script {2}never built here$/m);
  expect(log).toMatch(/^built {5}library +\d+\.\d\d s +\/.*\.log$/m);
  expect(log).toMatch(/^done: 4 built in /m);
  expect(log).not.toMatch(colour);
  const trace: readonly TraceEntry[] = JSON.parse(project.read("trace.json"));
  expect(traceFaults(trace)).toEqual([]);
  const named = new Set(trace.map(({ name }) => name));
  for (const name of ["evaluate", "build library", "build program", "compose image", "stage", "sandbox", "capture", "publish"])
    expect(named).toContain(name);
  // They are written where there is nothing to do, too.
  await project.forge(["build", "--log-file", "again.log", "--trace", "again.json"]);
  expect(project.read("again.log")).toBe("up to date: image\n");
  expect(existsSync(join(project.root, "again.json"))).toBe(true);
});

test("a log that cannot be written is said before anything runs", async () => {
  await using project = createSmallSystem();
  expectComplaint(await project.forge(["build", "--log-file", "nowhere/master.log"]), { code: "FORGE5006", says: ["nowhere/master.log"] });
  expect(existsSync(project.store)).toBe(false);
});

test("colours off a terminal: none, those that are forced, and none of those that are refused", async () => {
  await using project = createSmallSystem();
  const shown = async (environment: { readonly [name: string]: string }): Promise<string> =>
    (await project.forge(["build"], { environment: { NO_COLOR: "", ...environment } })).stdout;
  expect(await shown({})).not.toMatch(colour);
  expect(await shown({ FORCE_COLOR: "1" })).toMatch(colour);
  expect(await shown({ FORCE_COLOR: "1", NO_COLOR: "1" })).not.toMatch(colour);
});

test("quiet and verbose contradict each other", async () => {
  await using project = createSmallSystem();
  expect(await project.forge(["build", "--quiet", "--verbose"])).toMatchObject({ exitCode: 2 });
});

test("in a service's run, logs are folded into the output", async () => {
  await using project = createSmallSystem();
  project.write(
    "build.config.ts",
    readFileSync(join(project.root, "build.config.ts"), "utf8").replace("echo library >", "echo said while building; echo library >"),
  );
  const { stdout } = await project.forge(["build"], { environment: { CI: "true", GITHUB_ACTIONS: "true" } });
  expect(stdout).toMatch(/^::group::built +library .*\n::stop-commands::([0-9a-f-]+)\nsaid while building\n::\1::\n::endgroup::$/m);
});
