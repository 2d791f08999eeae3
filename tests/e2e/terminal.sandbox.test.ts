// The command at a terminal: what scrolls and what stays, interruption, missing refs, a person's shell.

import { expect, test } from "vitest";
import { serveFiles } from "../rig/file-server.ts";
import { createProject } from "../rig/project.ts";
import { screenOf } from "../rig/screen.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";
import { openTerminal } from "../rig/terminal.ts";
import { withoutHostWarning } from "../rig/weaker-host.ts";

test("running work has a line below, finished work scrolls, and the report is all that stays", async () => {
  await using project = createSmallSystem({ "build.config.ts": smallConfig.replace("echo library >", "sleep 1; echo library >") });
  const terminal = openTerminal(project, ["build"], { columns: 60 });
  await terminal.sees(/building .*library +run +/);
  const { text, exitCode } = await terminal.end;
  expect(exitCode).toBe(0);
  const screen = withoutHostWarning(screenOf(text));
  expect(screen.map((line) => line.split(/ +/).slice(0, 2).join(" "))).toEqual([
    "evaluated the",
    "planned 4",
    "fetched base",
    "built base",
    "built library",
    "built program",
    "built image",
    "done: 4",
    expect.stringMatching(/^logs: /),
    "",
  ]);
  for (const line of screen) expect(line.length).toBeLessThanOrEqual(60);
  expect(text.lastIndexOf("\x1b[?25h")).toBeGreaterThan(text.lastIndexOf("\x1b[?25l"));
});

test("NO_COLOR leaves colours out and the live view in", async () => {
  await using project = createSmallSystem();
  const { text } = await openTerminal(project, ["build"], { environment: { NO_COLOR: "1" } }).end;
  expect(text).not.toMatch(/\x1b\[\d+m/);
  expect(text).toContain("\x1b[?25l");
});

test("a dumb terminal gets plain lines", async () => {
  await using project = createSmallSystem();
  const { text } = await openTerminal(project, ["build"], { environment: { TERM: "dumb" } }).end;
  expect(text).not.toContain("\x1b");
  expect(text).toMatch(/^done: 4 built/m);
});

test("a build tracks what is not locked, as it does with --track", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  await using project = createProject({
    "build.config.ts": `import { defineProject, importElement, remote } from "forge-build";
const data = importElement({ sources: [remote("${server.url}/file")] });
export default defineProject({ name: "p", elements: { data }, default: data });
`,
  });
  const { text, exitCode } = await openTerminal(project, ["build"]).end;
  expect(exitCode, text).toBe(0);
  expect(screenOf(text).join("\n")).toMatch(/^moved +remote/m);
  expect(project.read("forge.lock")).toContain("/file");
});

test("a person's shell has a prompt that says where it is, and its exit code is forge's", async () => {
  await using project = createSmallSystem();
  await project.forge(["build"]);
  const terminal = openTerminal(project, ["shell", "image"], { environment: { NO_COLOR: "1" } });
  await terminal.sees("[image");
  terminal.type("cat /usr/bin/program\n");
  await terminal.sees(/^library\r?$/);
  await terminal.sees("[image");
  terminal.type("exit 5\n");
  expect((await terminal.end).exitCode).toBe(5);
});
