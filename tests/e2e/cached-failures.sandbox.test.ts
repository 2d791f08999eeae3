// What failed is said again instead of built again, until something changes or it is asked for; what the host did is not.

import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { build, outcomes } from "../rig/outcomes.ts";
import type { Project } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

const failing = smallConfig.replace("cat /usr/lib/library >", "echo about to fail; false >");

async function runsOf(project: Project, element: string): Promise<number> {
  return (await project.forge(["log", "--list", element])).stdout.split("\n").length - 1;
}

function failureRecords(project: Project): number {
  return readdirSync(join(project.store, "records/failures")).length;
}

test("a failure is said again with its log, where the element is now, and not built again", async () => {
  await using project = createSmallSystem({ "build.config.ts": failing });
  expectComplaint(await project.forge(["build"]), { code: "FORGE3001", place: "build.config.ts:10" });
  project.write("build.config.ts", `// Moved.\n${failing.replace("program, image }", "renamed: program, image }")}`);
  const again = await project.forge(["build"]);
  expectComplaint(again, {
    code: "FORGE3001",
    place: "build.config.ts:11",
    says: [
      "renamed: step run failed with exit code 1",
      "│ about to fail",
      /failed before, on \d{4}-\d{2}-\d{2} \d{2}:\d{2}; --retry-failed builds it again/,
      "forge log renamed",
    ],
  });
  expect(await runsOf(project, "renamed")).toBe(0);
  expect((await project.forge(["show"])).stdout).toMatch(/^renamed +script +failed /m);
  const told = await project.forge(["build", "--json"]);
  expect(outcomes(told)).toEqual({ base: "cached", library: "cached", renamed: "failed", image: "skipped" });
  const ended = told.events().find((event) => event.type === "element-finished" && event.outcome === "failed");
  expect(ended).toMatchObject({ before: expect.stringMatching(/^\d{4}-.*Z$/), log: expect.stringMatching(/\.log$/) });
  expect(told.events().filter(({ type }) => type === "job-started")).toEqual([]);
});

test("--retry-failed builds it again, and a success takes the failure off the record", async () => {
  // How many jobs a build may run is no part of its key, so this one may be made to succeed under the key that it failed under.
  const flaky = smallConfig.replace("cat /usr/lib/library >", 'case "$MAKEFLAGS" in *jobserver*) exit 3;; esac; cat /usr/lib/library >');
  await using project = createSmallSystem({ "build.config.ts": flaky });
  expectComplaint(await project.forge(["build"]), { code: "FORGE3001" });
  expectComplaint(await project.forge(["build", "--retry-failed"]), { code: "FORGE3001" });
  expect(await runsOf(project, "program")).toBe(2);
  expect(failureRecords(project)).toBeGreaterThan(0);
  project.write("build.config.ts", flaky.replace("buildDepends: [base, library],", "maxJobs: 1,\n  buildDepends: [base, library],"));
  expectComplaint(await project.forge(["build"]), { code: "FORGE3001", says: ["failed before"] });
  expect(await build(project, ["--retry-failed"])).toMatchObject({ program: "built", image: "built" });
  expect(failureRecords(project)).toBe(0);
});

test("it fails before time is spent on what it needs, and nothing else starts unless told to", async () => {
  const two = failing
    .replace(
      "const image",
      "const other = script({ buildDepends: [base], run: [sh`mkdir -p /forge/install && echo >/forge/install/x`] });\nconst image",
    )
    .replace("program, image }", "program, image, other }");
  await using project = createSmallSystem({ "build.config.ts": two });
  expectComplaint(await project.forge(["build", "program"]), { code: "FORGE3001" });
  for (const index of ["artifacts", "resolved"]) {
    rmSync(join(project.store, "records", index), { recursive: true });
  }
  const quit = outcomes(await project.forge(["build", "--json", "image", "other"]));
  expect(quit).toEqual({ base: "skipped", library: "skipped", program: "failed", image: "skipped", other: "skipped" });
  const all = outcomes(await project.forge(["build", "--json", "--on-error", "continue", "image", "other"]));
  expect(all).toMatchObject({ program: "failed", image: "skipped", other: "built" });
});

test("what the host did to a build is not held against it", async () => {
  await using project = createSmallSystem({ "build.config.ts": smallConfig.replace("cat /usr/lib/library >", () => "kill -9 $$; true >") });
  for (const runs of [1, 2]) {
    expectComplaint(await project.forge(["build"]), { code: "FORGE3009" });
    expect(await runsOf(project, "program")).toBe(runs);
  }
});

test("an output that cannot be captured is a failure of the build, too", async () => {
  const odd = smallConfig.replace("cat /usr/lib/library >", () => 'echo >"/forge/install/$(printf "odd\\\\377")"; true >');
  await using project = createSmallSystem({ "build.config.ts": odd });
  for (const says of [[], ["failed before"]]) {
    const run = await project.forge(["build"]);
    expectComplaint(run, { code: "FORGE2007", place: "build.config.ts:10", says: ["program", "is not UTF-8", ...says] });
    expect(await runsOf(project, "program")).toBe(1);
  }
  expect((await project.forge(["shell", "--failed", "program", "--", "ls", "/forge/install"])).stdout).toMatch(/odd/);
});
