// A failed build goes on after a repair; what comes of it is tainted, together with all that is made over it, and never clean.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { build, outcomes, show } from "../rig/outcomes.ts";
import { addBusybox, createProject, type ForgeRun, type Project } from "../rig/project.ts";

interface Parts {
  readonly install?: string;
  readonly image?: string;
  readonly fields?: string;
}

const config = ({ install = "cp fixed /forge/install/usr/fixed", image = "true", fields = "" }: Parts = {}): string => `
import { defineProject, importElement, local, manual, sh } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const program = manual({
  sources: [local("./part")],
  buildDepends: [base],
  build: [sh\`echo once >>count\`],
  install: [sh\`mkdir -p /forge/install/usr && cp count /forge/install/usr/count && ${install}\`],
  ${fields}
});
const image = manual({ buildDepends: [base, program], install: [sh\`mkdir -p /forge/install && cp -r /usr /forge/install/usr && ${image}\`] });
const disk = manual({ buildDepends: [base, image], install: [sh\`mkdir -p /forge/install && cp -r /usr /forge/install/disk\`] });
export default defineProject({ name: "p", elements: { base, program, image, disk }, default: disk });
`;

function createFailing(parts?: Parts): Project {
  const project = createProject({ "build.config.ts": config(parts), "part/piece": "piece\n" });
  addBusybox(project);
  return project;
}

async function mend(project: Project, name = "program", script = "echo fixed >fixed"): Promise<void> {
  expect((await project.forge(["shell", "--failed", name, "--", "sh", "-c", script])).exitCode).toBe(0);
}

async function states(project: Project): Promise<{ readonly [name: string]: unknown }> {
  return Object.fromEntries((await show(project)).map(({ name, forge }) => [name, (forge as { readonly state?: string }).state]));
}

function tainted(run: ForgeRun): readonly string[] {
  return run.events().flatMap((event) => (event.type === "element-finished" && event.tainted ? [event.element.name] : []));
}

function records(project: Project, index: string): readonly string[] {
  return readdirSync(join(project.store, "records", index));
}

test("the steps that are left run where they left off, and all above is built over that and tainted", async () => {
  await using project = createFailing();
  await project.forge(["build"]);
  const clean = ["artifacts", "resolved"].map((index) => records(project, index));
  await mend(project);
  const run = await project.forge(["build", "--json", "--resume", "program"]);
  expect(run.exitCode, run.stdout).toBe(0);
  expect(outcomes(run)).toEqual({ base: "cached", program: "built", image: "built", disk: "built" });
  expect(tainted(run)).toEqual(["program", "image", "disk"]);
  expect(["artifacts", "resolved"].map((index) => records(project, index))).toEqual(clean);
  expect(await states(project)).toEqual({ base: "cached", program: "tainted", image: "tainted", disk: "tainted" });
  expect((await show(project)).at(-1)?.forge).toMatchObject({ tainted: ["program"] });

  const checkout = await project.forge(["checkout", "disk", "out"]);
  expect(checkout.stderr).toMatch(/FORGE3016.*disk is tainted: program was resumed by hand/);
  expect([project.read("out/disk/fixed"), project.read("out/disk/count")]).toEqual(["fixed\n", "once\n"]);

  // A plain build knows nothing of it.
  const plain = await project.forge(["build", "--json"]);
  expect(outcomes(plain)).toEqual({ base: "cached", program: "failed", image: "skipped", disk: "skipped" });
});

test("a clean build replaces what is tainted, under the same key", async () => {
  const parts = { install: 'case "$MAKEFLAGS" in *jobserver*) cp fixed /forge/install/usr/fixed;; esac' };
  await using project = createFailing(parts);
  await project.forge(["build"]);
  await mend(project);
  expect((await project.forge(["build", "--resume", "program"])).stdout).toMatch(/^tainted, .*: program, image, disk$/m);
  project.write("build.config.ts", config({ ...parts, fields: "maxJobs: 1," }));
  expect(await build(project, ["--retry-failed"])).toEqual({ base: "cached", program: "built", image: "built", disk: "built" });
  expect(await states(project)).toEqual({ base: "cached", program: "cached", image: "cached", disk: "cached" });
  expect(records(project, "tainted")).toEqual([]);
});

test("from another step, and with a step that was mended", async () => {
  await using project = createFailing();
  await project.forge(["build"]);
  project.write("build.config.ts", config({ install: "echo mended >/forge/install/usr/fixed" }));
  expect((await project.forge(["build", "--resume", "program", "--from", "build", "program"])).exitCode).toBe(0);
  await project.forge(["checkout", "program", "out"]);
  expect([project.read("out/usr/count"), project.read("out/usr/fixed")]).toEqual(["once\nonce\n", "mended\n"]);
});

test("what fails again where it was resumed is kept still; so is what fails above it", async () => {
  await using project = createFailing({ image: "test -e /usr/mended" });
  await project.forge(["build"]);
  expectComplaint(await project.forge(["build", "--resume", "program"]), { code: "FORGE3001", says: ["step install"] });
  await mend(project);
  const above = await project.forge(["build", "--json", "--resume", "program"]);
  expect(outcomes(above)).toEqual({ base: "cached", program: "built", image: "failed", disk: "skipped" });
  await mend(project, "image", "mkdir -p /usr && touch /usr/mended");
  const resumed = await project.forge(["build", "--json", "--resume", "image"]);
  expect(outcomes(resumed)).toEqual({ base: "cached", image: "built", disk: "built" });
  expect(tainted(resumed)).toEqual(["image", "disk"]);
});

test("what cannot be resumed is refused with what can be done", async () => {
  await using project = createFailing();
  expectComplaint(await project.forge(["build", "--resume", "program"]), { code: "FORGE3011" });
  await project.forge(["build"]);
  expectComplaint(await project.forge(["build", "--resume", "program", "--from", "instal"]), {
    code: "FORGE3015",
    place: "build.config.ts:4",
    says: ["install"],
  });
  expectComplaint(await project.forge(["build", "--from", "install"]), { code: "FORGE1021", says: ["--resume"] });
});
