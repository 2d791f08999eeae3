// kill -9 at any moment of a build leaves a store that needs no repair, and the next build is right.

import { expect, test } from "vitest";
import { killBuild, moments } from "../rig/kill.ts";
import { build } from "../rig/outcomes.ts";
import { createSmallSystem } from "../rig/small-system.ts";

test("twenty kills at random moments", { timeout: 120_000 }, async () => {
  await using whole = createSmallSystem();
  const { milliseconds } = await whole.forge(["build"]);

  await using project = createSmallSystem();
  for (const moment of moments(20, milliseconds * 1.1, 20261124)) await killBuild(project, [], moment);

  await build(project);
  expect((await project.forge(["checkout", "image", "out"])).exitCode).toBe(0);
  expect((await whole.forge(["checkout", "image", "out"])).exitCode).toBe(0);
  expect(project.read("out/usr/bin/program")).toBe(whole.read("out/usr/bin/program"));
});
