// forge shell: a command where an element runs, and where it is built. The exit code is the command's; nothing stays.

import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { build } from "../rig/outcomes.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";
import { withoutHostWarning } from "../rig/weaker-host.ts";

test("a command over the element as it runs", async () => {
  await using project = createSmallSystem();
  await build(project);
  const run = await project.forge(["shell", "image", "--", "sh", "-c", "cat /usr/bin/program; echo to stderr >&2; exit 7"]);
  expect(run).toMatchObject({ exitCode: 7, stdout: "library\n" });
  expect(withoutHostWarning(run.stderr.split("\n"))).toEqual(["to stderr", ""]);
});

test("words reach the command as they are", async () => {
  await using project = createSmallSystem();
  await build(project);
  const run = await project.forge([
    "shell",
    "image",
    "--",
    "sh",
    "-c",
    'for word; do echo "<$word>"; done',
    "sh",
    "two words",
    "--json",
    "it's $HOME",
  ]);
  expect(run.stdout).toBe("<two words>\n<--json>\n<it's $HOME>\n");
});

test("--build: over what the element is built with, before it is built", async () => {
  await using project = createSmallSystem();
  await build(project, ["library"]);
  const run = await project.forge([
    "shell",
    "--build",
    "program",
    "--",
    "sh",
    "-c",
    "cat /usr/lib/library && ls -d /forge/install && ls /usr/bin 2>/dev/null",
  ]);
  expect(run.stdout).toBe("library\n/forge/install\n");
});

test("--build: after a failed build, where its commands run, sources in place", async () => {
  const config = smallConfig
    .replace("local, script", "local, manual, script")
    .replace(
      "const program = script({\n  buildDepends: [base, library],\n  run: [",
      'const program = manual({\n  sources: [local("./part")],\n  buildDepends: [base, library],\n  install: [',
    )
    .replace("cat /usr/lib/library >", "false >");
  await using project = createSmallSystem({ "build.config.ts": config, "part/piece": "piece\n" });
  expectComplaint(await project.forge(["build"]), { code: "FORGE3001", says: [/forge shell --failed program/] });
  const run = await project.forge(["shell", "--build", "program", "--", "sh", "-c", "cat piece"]);
  expect(run, run.stderr).toMatchObject({ exitCode: 0, stdout: "piece\n" });
});

test("what is written there does not stay", async () => {
  await using project = createSmallSystem();
  await build(project);
  expect((await project.forge(["shell", "image", "--", "sh", "-c", "echo changed >/usr/bin/program && rm -r /usr/lib"])).exitCode).toBe(0);
  expect((await project.forge(["shell", "image", "--", "cat", "/usr/bin/program"])).stdout).toBe("library\n");
  expect((await project.forge(["fsck"])).exitCode).toBe(0);
});

test("an element that is not built", async () => {
  await using project = createSmallSystem();
  expectComplaint(await project.forge(["shell", "image", "--", "true"]), { code: "FORGE5005", says: ["forge build image"] });
});
