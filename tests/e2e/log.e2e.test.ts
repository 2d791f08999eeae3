// forge log: what the last build of an element printed, and where that is.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { build } from "../rig/outcomes.ts";
import { parseLines } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

const chatty = smallConfig.replace("echo library >", "echo said while building; echo library >");

test("the log of an element that was built", async () => {
  await using project = createSmallSystem({ "build.config.ts": chatty });
  await build(project);
  const run = await project.forge(["log", "library"]);
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain("said while building");
  const path = (await project.forge(["log", "--path", "library"])).stdout.trim();
  expect(run.stderr.trim()).toBe(path);
  expect(readFileSync(path, "utf8")).toBe(run.stdout);
});

test("the log of an element that failed is the newest", async () => {
  await using project = createSmallSystem({ "build.config.ts": chatty });
  await build(project);
  project.write("build.config.ts", chatty.replace("echo library >", "echo then it broke; false >"));
  await project.forge(["build"]);
  expect((await project.forge(["log", "library"])).stdout).toContain("then it broke");
  const listed = await project.forge(["log", "--list", "library"]);
  expect(listed.stdout.trim().split("\n")).toHaveLength(2);
  const found = parseLines<{ readonly path: string; readonly job: string; readonly time: string }>(
    (await project.forge(["log", "--json", "library"])).stdout,
  );
  expect(found.map(({ path }) => path)).toEqual(listed.stdout.trim().split("\n"));
  expect(found[0]).toMatchObject({ job: "build", time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/) });
});

test("an element that has no log", async () => {
  await using project = createSmallSystem();
  expectComplaint(await project.forge(["log", "program"]), { code: "FORGE5005", says: ["not built here"] });
  await build(project);
  expectComplaint(await project.forge(["log", "base"]), { code: "FORGE5005", says: ["runs no commands"] });
});
