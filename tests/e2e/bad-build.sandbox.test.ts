// Builds that fail say the expanded command, the exit code, the last lines, the log and the way into the sandbox.

import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { build } from "../rig/outcomes.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

test("a failing command", async () => {
  await using project = createSmallSystem({
    "build.config.ts": smallConfig.replace("echo library >/forge/install/usr/lib/library", "echo about to fail; false"),
  });
  const run = await project.forge(["build"]);
  expectComplaint(run, {
    code: "FORGE3001",
    place: "build.config.ts:5",
    says: ["about to fail", /exit(ed|s)?( with)?( code)? 1|exit code 1/, /forge shell/, /echo about to fail; false/],
  });
  const log = /(\/\S+\.log)/.exec(`${run.stdout}\n${run.stderr}`)?.[1];
  expect(log).toBeDefined();
  expect(existsSync(log!)).toBe(true);
});

test("a program that is missing in the sandbox", async () => {
  await using project = createSmallSystem({ "build.config.ts": smallConfig.replace("echo library >", "gcc --version >") });
  expectComplaint(await project.forge(["build"]), { code: "FORGE3002", place: "build.config.ts:5", says: ["gcc"] });
});

test("a base without a shell", async () => {
  await using project = createSmallSystem({
    "build.config.ts": smallConfig.replaceAll("buildDepends: [base, library],", "buildDepends: [library],"),
  });
  expectComplaint(await project.forge(["build"]), { code: "FORGE3002", says: ["/bin/sh"] });
});

test("a failure is not lost and does not stay: the mended project builds", async () => {
  await using project = createSmallSystem({ "build.config.ts": smallConfig.replace("cat /usr/lib/library >", "false >") });
  expectComplaint(await project.forge(["build"]), { code: "FORGE3001" });
  project.write("build.config.ts", smallConfig);
  expect(await build(project)).toMatchObject({ base: "cached", library: "cached", program: "built", image: "built" });
});

test("with --on-error continue, what does not depend on the failure is built", async () => {
  const two = smallConfig
    .replace(
      "const image",
      "const other = script({ buildDepends: [base], run: [sh`mkdir -p /forge/install && echo other >/forge/install/other`] });\nconst image",
    )
    .replace("program, image }", "program, image, other }")
    .replace("default: image", "default: image")
    .replace("echo library >", "false >");
  await using project = createSmallSystem({ "build.config.ts": two });
  const run = await project.forge(["build", "--on-error", "continue", "image", "other"]);
  expectComplaint(run, { code: "FORGE3001" });
  expect((await project.forge(["checkout", "other", "out"])).exitCode).toBe(0);
  expect(project.read("out/other")).toBe("other\n");
});
