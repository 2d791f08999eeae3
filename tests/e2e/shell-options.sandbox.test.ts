// What of this machine a shell sees: nothing, or what is asked for; and that its jobs can be stopped and go on.

import { readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { build } from "../rig/outcomes.ts";
import type { Project } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";
import { openTerminal } from "../rig/terminal.ts";

async function inside(project: Project, options: readonly string[], script: string): Promise<string> {
  const run = await project.forge(["shell", ...options, "library", "--", "sh", "-c", script], { environment: { OWN_WORD: "word" } });
  expect(run.exitCode, run.stderr).toBe(0);
  return run.stdout;
}

function configure(project: Project, configuration: object): void {
  project.write("../config/forge/config.json", JSON.stringify(configuration));
}

test("--mount shows files of this machine, and lets them be written unless they are read-only", async () => {
  await using project = createSmallSystem({ "shown/file": "text\n", "one:file": "colon\n" });
  await build(project, ["library"]);
  const options = ["--build", "--mount", "shown:/mnt/deep/shown", "--mount", "shown:/ro:ro", "--mount", "one:file:/etc/one"];
  const script = "cat /ro/file /etc/one; echo new >/mnt/deep/shown/made; echo new 2>&- >/ro/refused || echo refused";
  expect(await inside(project, options, script)).toBe("text\ncolon\nrefused\n");
  expect(project.read("shown/made")).toBe("new\n");
});

test("a mount that makes no sense is refused", async () => {
  await using project = createSmallSystem();
  for (const [mount, says] of [
    ["base", /HOST:PATH/],
    ["base:relative", /HOST:PATH/],
    ["base:/", /nothing can be mounted at \//],
    ["base:/proc", /nothing can be mounted at \/proc/],
    ["base:/usr/../proc", /nothing can be mounted/],
    ["absent:/mnt", /absent is not there/],
  ] as const) {
    const run = await project.forge(["shell", "--mount", mount, "library", "--", "true"]);
    expect(run.exitCode).toBe(2);
    expectComplaint(run, { code: "FORGE1021", says: [says] });
  }
});

test("the network, mounts and variables of the user configuration are there, and with --isolate what a build has", async () => {
  const config = smallConfig.replace("echo library >", "busybox env; ls -l /proc/self/ns/net; echo library >");
  await using project = createSmallSystem({ "build.config.ts": config });
  await build(project, ["library"]);
  const network = readlinkSync("/proc/self/ns/net");
  const look = "busybox env; ls -l /proc/self/ns/net; ls /own 2>&-; exit 0";
  const strict = await inside(project, ["--build"], look);
  expect(strict).not.toContain(network);

  configure(project, { shell: { network: true, mounts: [`${join(project.root, "base")}:/own:ro`], environment: ["OWN_WORD", "PATH"] } });
  const open = await inside(project, ["--build"], look);
  for (const text of [network, "OWN_WORD=word", /^bin$/m]) expect(open).toMatch(text);

  // The same variables as the build's own commands, by name: how many jobs they may run is told to each anew.
  const log = (await project.forge(["log", "library"])).stdout;
  const names = (text: string): readonly string[] => [...text.matchAll(/^(\w+)=/gm)].map(([, name = ""]) => name).sort();
  const isolated = await inside(project, ["--build", "--isolate"], look);
  expect(names(isolated)).toEqual(names(log));
  expect(isolated).not.toContain(network);
  expect(isolated).not.toMatch(/^bin$/m);
  expect(/^PATH=.*/m.exec(isolated)?.[0]).toBe(/^PATH=.*/m.exec(log)?.[0]);
  expectComplaint(await project.forge(["shell", "--isolate", "--network", "library"]), { code: "FORGE1021" });
});

test("a job in a shell is stopped by Ctrl-Z and goes on, and the prompt says where one is", async () => {
  await using project = createSmallSystem();
  await build(project, ["library"]);
  const terminal = openTerminal(project, ["shell", "--build", "library"]);
  await terminal.sees(/\[library, where it is built\] \S+ # /);
  terminal.type("sh -c 'echo began; read word; echo got $word'\r");
  await terminal.sees(/^began/);
  terminal.type("\x1a");
  await terminal.sees(/Stopped/);
  terminal.type("fg\r");
  await terminal.sees(/fg\r?\n.*sh -c/);
  terminal.type("something\r");
  await terminal.sees("got something");
  terminal.type("exit 5\r");
  expect((await terminal.end).exitCode).toBe(5);
});
