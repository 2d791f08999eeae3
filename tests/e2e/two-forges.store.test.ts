// Several forge processes of one user share a store: both succeed, the results are one, and nothing in it is damaged.

import { expect, test } from "vitest";
import { outcomes } from "../rig/outcomes.ts";
import { createSmallSystem } from "../rig/small-system.ts";

test("two forges build the same project at once", async () => {
  await using project = createSmallSystem();
  const runs = await Promise.all([project.forge(["build", "--json"]), project.forge(["build", "--json"])]);
  for (const run of runs) {
    expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(0);
    expect(Object.keys(outcomes(run)).length).toBeGreaterThan(0);
  }
  expect((await project.forge(["fsck"])).exitCode).toBe(0);
  expect((await project.forge(["checkout", "image", "out"])).exitCode).toBe(0);
  expect(project.read("out/usr/bin/program")).toBe("library\n");
});

test("gc beside a build takes nothing that the build needs", async () => {
  await using project = createSmallSystem();
  const [built] = await Promise.all([
    project.forge(["build", "--json"]),
    project.forge(["gc", "--quota", "1K"]),
    project.forge(["gc", "--quota", "1K"]),
  ]);
  expect(built.exitCode, `${built.stdout}\n${built.stderr}`).toBe(0);
  expect((await project.forge(["fsck"])).exitCode).toBe(0);
});
