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

const stepped = `
import { defineProject, importElement, local, manual, sh } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const library = manual({
  buildDepends: [base],
  build: [sh\`echo first line of build\`, sh\`echo second line of build; sleep 2\`],
  install: [sh\`mkdir -p /forge/install && echo SAID\`],
});
export default defineProject({ name: "p", elements: { base, library }, default: library });
`;

test("what one step printed, of the last run and of the one before", async () => {
  await using project = createSmallSystem({ "build.config.ts": stepped.replace("SAID", "once").replace("sleep 2", "true") });
  await build(project);
  project.write("build.config.ts", stepped.replace("SAID", "twice").replace("sleep 2", "true"));
  await build(project);
  const said = async (...args: readonly string[]): Promise<string> => (await project.forge(["log", "library", ...args])).stdout;
  expect(await said("--step", "build")).toBe("first line of build\nsecond line of build\n");
  expect(await said("--step", "install")).toBe("twice\n");
  expect(await said("--step", "install", "--run", "2")).toBe("once\n");
  expectComplaint(await project.forge(["log", "library", "--step", "configure"]), {
    code: "FORGE5005",
    says: ['"configure"', "build, install"],
  });
  expectComplaint(await project.forge(["log", "library", "--run", "3"]), { code: "FORGE5005", says: ["number 3: 2 are kept"] });
});

test("a log is followed until its job ends", async () => {
  await using project = createSmallSystem({ "build.config.ts": stepped.replace("SAID", "installed") });
  const building = build(project);
  await expect.poll(async () => (await project.forge(["log", "library"])).stdout, { timeout: 20_000 }).toContain("second line of build");
  const [whole, install] = await Promise.all([
    project.forge(["log", "-f", "library"]),
    project.forge(["log", "-f", "library", "--step", "install"]),
  ]);
  expect(whole.stdout).toBe("first line of build\nsecond line of build\ninstalled\n");
  expect(install.stdout).toBe("installed\n");
  await building;
});
