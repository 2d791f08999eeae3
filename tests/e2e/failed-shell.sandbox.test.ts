// The sandbox of a failed build is kept as it was, within bounds, and forge shell --failed leads into it.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { build } from "../rig/outcomes.ts";
import { addBusybox, createProject, type ForgeRun, type Project } from "../rig/project.ts";
import { openTerminal } from "../rig/terminal.ts";

const config = (install = "false", output = ""): string => `
import { defineProject, importElement, local, manual, sh } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const program = manual({
  sources: [local("./part")],
  buildDepends: [base],
  environment: { COLOUR: "red" },
  build: [sh\`cat piece >made && mkdir -p /usr/lib && echo stray >/usr/lib/stray && rm /bin/ln\`],
  install: [sh\`mkdir -p /forge/install/usr && echo half >/forge/install/usr/half && ${install}\`],
  ${output}
});
const image = manual({ buildDepends: [base, program], install: [sh\`mkdir -p /forge/install && cp -r /usr /forge/install/usr\`] });
export default defineProject({ name: "p", elements: { base, program, image }, default: image });
`;

function createFailing(text = config()): Project {
  const project = createProject({ "build.config.ts": text, "part/piece": "piece\n" });
  addBusybox(project);
  return project;
}

function inside(project: Project, script: string): Promise<ForgeRun> {
  return project.forge(["shell", "--failed", "program", "--", "sh", "-c", script]);
}

function keptRoots(project: Project): readonly string[] {
  return readdirSync(join(project.store, "failed"));
}

test("the same files, directory and environment; what is written there stays", async () => {
  await using project = createFailing();
  expectComplaint(await project.forge(["build"]), { code: "FORGE3001", says: [/forge shell --failed program/] });
  const look = "cat made /usr/lib/stray /forge/install/usr/half; echo $COLOUR $PWD; test ! -e /bin/ln; echo $?; exit 7";
  const first = await inside(project, `echo mended >made; ${look}`);
  const place = /red (\S+)/.exec(first.stdout)?.[1];
  expect(first).toMatchObject({ exitCode: 7, stdout: `mended\nstray\nhalf\nred ${place}\n0\n` });
  const second = await inside(project, look);
  expect(second.stdout).toBe(first.stdout);
  // Said once more, the failure leads to the same place.
  expectComplaint(await project.forge(["build"]), { code: "FORGE3001", says: ["failed before", /forge shell --failed program/] });
  expect((await project.forge(["fsck"])).exitCode).toBe(0);
});

test("at a terminal, a prompt says where one is", async () => {
  await using project = createFailing();
  await project.forge(["build"]);
  const terminal = openTerminal(project, ["shell", "--failed", "program"]);
  await terminal.sees(/\[program, failed at install\] \S+ # /);
  terminal.type("cat ma*; exit 3\r");
  await terminal.sees("piece");
  expect((await terminal.end).exitCode).toBe(3);
});

test("one of each element, none where none is wanted, and none once it is built", async () => {
  await using project = createFailing();
  expectComplaint(await project.forge(["build", "--no-keep-failed"]), { code: "FORGE3001", says: [/forge shell --build program/] });
  expect(keptRoots(project)).toEqual([]);
  expectComplaint(await inside(project, "true"), { code: "FORGE3011", says: [/forge build --retry-failed program/] });
  await project.forge(["build", "--retry-failed"]);
  await project.forge(["build", "--retry-failed"]);
  expect(keptRoots(project)).toHaveLength(1);
  expect((await project.forge(["gc", "--quota", "1G"])).exitCode).toBe(0);
  expect(keptRoots(project)).toHaveLength(1);
  project.write("build.config.ts", config("true"));
  await build(project);
  expect(keptRoots(project)).toEqual([]);
});

test("tests that failed, with what they were run behind", async () => {
  await using project = createFailing(config("true", "test: [sh`echo tested >result; false`],"));
  expectComplaint(await project.forge(["test", "program"]), { code: "FORGE3001", says: [/forge shell --failed program/] });
  expect((await inside(project, "cat made result")).stdout).toBe("piece\ntested\n");
});
