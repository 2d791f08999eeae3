// The command as a whole: exit codes, where things are said, stores and configurations that are named, interruption.

import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { BuildEvent } from "../../core/model/events.ts";
import { expectComplaint } from "../rig/faults.ts";
import { survivors } from "../rig/kill.ts";
import { build, failures, outcomes } from "../rig/outcomes.ts";
import { createProject, parseLines, repository } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

test("a command line that is not understood ends with 2", async () => {
  await using project = createProject({});
  const verb = await project.forge(["biuld"]);
  expect(verb.exitCode).toBe(2);
  expectComplaint(verb, { code: "FORGE1021", says: ["did you mean build"] });
  const option = await project.forge(["build", "--of-line"]);
  expect(option.exitCode).toBe(2);
  expectComplaint(option, { code: "FORGE1021", says: ["--offline"] });
});

test("without a verb, the help comes and nothing is done", async () => {
  await using project = createProject({});
  const run = await project.forge([]);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain("forge <verb> --help");
  const help = await project.forge(["--help"]);
  expect(help.exitCode).toBe(0);
  expect(help.stdout).toContain("forge <verb> --help");
  expect((await project.forge(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("a run says progress on stdout and failures on stderr, without colour or cursor off a terminal", async () => {
  await using project = createSmallSystem({ "build.config.ts": smallConfig.replace("echo library >", "false >") });
  const run = await project.forge(["build"]);
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toMatch(/^built +base/m);
  expect(run.stdout).toMatch(/^failed: 1 failed, 1 built, 2 skipped in /m);
  expect(run.stdout).not.toContain("FORGE3001");
  expect(run.stderr).toMatch(/^error FORGE3001/);
  expect(`${run.stdout}${run.stderr}`).not.toContain("\x1b");
});

test("--json puts events on stdout, one a line, errors among them", async () => {
  await using project = createSmallSystem({ "build.config.ts": smallConfig.replace("echo library >", "false >") });
  const run = await project.forge(["build", "--json"]);
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toBe("");
  expect(failures(run)).toMatchObject([{ code: "FORGE3001", help: expect.stringContaining("forge shell") }]);
  expect(outcomes(run)).toEqual({ base: "built", library: "failed", program: "skipped", image: "skipped" });
  expect(run.events().at(-1)).toMatchObject({ type: "finished", ok: false, counts: { built: 1, failed: 1, skipped: 2 } });
  project.write("build.config.ts", "(");
  expect(failures(await project.forge(["build", "--json"]))).toMatchObject([{ code: "FORGE1002" }]);
});

test("--quiet says nothing of a build that goes well", async () => {
  await using project = createSmallSystem();
  expect(await project.forge(["build", "--quiet"])).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  expect(await project.forge(["build", "--quiet"])).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
});

test("-C runs elsewhere, --store keeps things elsewhere, before or after the verb", async () => {
  await using project = createSmallSystem();
  const elsewhere = join(project.root, "../other-store");
  const run = await project.forge(["-C", project.root, "build", "--store", elsewhere], { cwd: "/" });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(existsSync(join(elsewhere, "format"))).toBe(true);
  expect(existsSync(project.store)).toBe(false);
  mkdirSync(join(project.root, "deep/er"), { recursive: true });
  expect((await project.forge(["build"], { cwd: join(project.root, "deep/er") })).exitCode).toBe(0);
});

test("the user's configuration names the store, and is refused with a line where it is wrong", async () => {
  await using project = createSmallSystem();
  const elsewhere = join(project.root, "../configured-store");
  project.write("../config/forge/config.json", JSON.stringify({ store: elsewhere, builders: 1 }));
  await build(project);
  expect(existsSync(join(elsewhere, "format"))).toBe(true);
  project.write("../config/forge/config.json", '{\n  "bilders": 1\n}\n');
  expectComplaint(await project.forge(["build"]), { code: "FORGE1022", place: "config.json:2", says: ["bilders"] });
});

test("names may be written in other ways", async () => {
  await using project = createSmallSystem({
    "build.config.ts": smallConfig.replace(
      "elements: { base, library, program, image }",
      "elements: { base, libs: { theLibrary: library }, program, image }",
    ),
  });
  for (const name of ["libs/theLibrary", "libs.the-library", "libs/the-library.bst"]) {
    const run = await project.forge(["show", "--json", "--deps", "none", name]);
    expect(parseLines(run.stdout)).toMatchObject([{ name: "libs/theLibrary" }]);
  }
  expectComplaint(await project.forge(["show", "theLibrary"]), { code: "FORGE1012", says: ["libs/theLibrary"] });
});

test("Ctrl-C and SIGTERM end a build cleanly: nothing runs on, nothing half-made stays", async () => {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    await using project = createSmallSystem({ "build.config.ts": smallConfig.replace("echo library >", "sleep 600; echo library >") });
    const child = spawn(process.execPath, [join(repository, "bin/forge.js"), "build", "--json"], {
      cwd: project.root,
      env: project.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      // Its commands run now.
      if (text.includes('"step":"run"')) child.kill(signal);
    });
    expect(await ended).toBe(code);
    const events = parseLines<BuildEvent>(said);
    expect(events.filter(({ type }) => type === "failed")).toEqual([]);
    expect(events.flatMap((event) => (event.type === "element-finished" ? [`${event.outcome} ${event.element.name}`] : [])).sort()).toEqual(
      ["built base", "cancelled image", "cancelled library", "cancelled program"],
    );
    expect(events.at(-1)).toMatchObject({ type: "finished", ok: false, counts: { built: 1, cancelled: 3 } });
    await expect.poll(() => survivors(project.store), { timeout: 5000, interval: 20 }).toEqual([]);
    expect((await project.forge(["fsck"])).exitCode).toBe(0);
  }
});

test("doctor finds this machine able, and says so in JSON", async () => {
  await using project = createProject({});
  const run = await project.forge(["doctor"]);
  expect(run.exitCode, run.stdout).toBe(0);
  expect(run.stdout).toMatch(/^ok +bubblewrap/m);
  const [answer] = parseLines<{ readonly ok: boolean; readonly checks: readonly { readonly name: string }[] }>(
    (await project.forge(["doctor", "--json"])).stdout,
  );
  expect(answer?.ok).toBe(true);
  expect(answer?.checks.map(({ name }) => name)).toContain("user namespaces");
});

test("doctor says which lines mend what is missing, and ends with 1", async () => {
  await using project = createProject({});
  // A bubblewrap from long ago stands first in PATH.
  project.write("old/bwrap", "#!/bin/sh\necho bubblewrap 0.1.8\n");
  chmodSync(join(project.root, "old/bwrap"), 0o755);
  const run = await project.forge(["doctor"], { environment: { PATH: `${join(project.root, "old")}:${process.env["PATH"]}` } });
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toMatch(/^missing +bubblewrap +bubblewrap 0\.1\.8 is older than/m);
  expect(run.stdout).toContain("install a newer bubblewrap");
});

test("an unsealed evaluation is possible, said aloud, and writes no lock", async () => {
  await using project = createSmallSystem();
  const run = await project.forge(["build", "--unsealed"]);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toContain("unsealed");
  expectComplaint(await project.forge(["track", "--unsealed"]), { code: "FORGE1025", says: ["--unsealed"] });
});
