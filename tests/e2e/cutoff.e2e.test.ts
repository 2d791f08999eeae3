// Early cutoff: what stands above a dependency that was rebuilt to the same bytes does not run. And its limits: what a
// dependant reads beside the bytes of its direct dependency does make it run.

import { expect, test } from "vitest";
import { build } from "../rig/outcomes.ts";
import { addBusybox, createProject } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

test("a dependency rebuilt to identical bytes rebuilds nothing above it", async () => {
  await using project = createSmallSystem();
  await build(project);
  project.write("build.config.ts", smallConfig.replace("echo library >", ": another way; echo library >"));
  expect(await build(project)).toMatchObject({ library: "built", program: "cutoff", image: "cutoff" });
});

test("explain says that a dependency was rebuilt to the same bytes", async () => {
  await using project = createSmallSystem();
  await build(project);
  project.write("build.config.ts", smallConfig.replace("echo library >", ": another way; echo library >"));
  await build(project);
  const run = await project.forge(["explain", "program"]);
  expect(run.stdout).toMatch(/same bytes|identical/);
});

test("a runtime dependency of a dependency that changed bytes rebuilds what stands above", async () => {
  await using project = createProject({ "build.config.ts": layered("first", "true", "0755") });
  addBusybox(project);
  await build(project);
  project.write("build.config.ts", layered("second", "true", "0755"));
  expect(await build(project)).toMatchObject({ data: "built", library: "cached", program: "built" });
});

test("an integration command of a dependency that changed rebuilds what stands above", async () => {
  await using project = createProject({ "build.config.ts": layered("first", "true", "0755") });
  addBusybox(project);
  await build(project);
  project.write("build.config.ts", layered("first", "echo integrated >/integrated", "0755"));
  expect(await build(project)).toMatchObject({ data: "cached", library: "built", program: "built" });
});

test("a setuid bit of a dependency that changed rebuilds what stands above", async () => {
  await using project = createProject({ "build.config.ts": layered("first", "true", "0755") });
  addBusybox(project);
  await build(project);
  project.write("build.config.ts", layered("first", "true", "4755"));
  expect(await build(project)).toMatchObject({ data: "cached", library: "built", program: "built" });
});

/** `program` is built with `library`, which needs `data` when it runs. */
function layered(data: string, integration: string, mode: string): string {
  return `import { defineProject, importElement, local, manual, script, sh } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const data = script({ buildDepends: [base], run: [sh\`mkdir -p /forge/install/usr/share && echo ${data} >/forge/install/usr/share/data\`] });
const library = manual({
  buildDepends: [base],
  runtimeDepends: [data],
  integration: [sh\`${integration}\`],
  install: [sh\`mkdir -p /forge/install/usr/lib && echo library >/forge/install/usr/lib/library && chmod ${mode} /forge/install/usr/lib/library\`],
});
const program = script({ buildDepends: [base, library], run: [sh\`mkdir -p /forge/install && cat /usr/lib/library /usr/share/data >/forge/install/program\`] });
export default defineProject({ name: "layered", elements: { base, data, library, program }, default: program });
`;
}
