// A person's hold on a build, in a real terminal: Ctrl-C and each answer, Ctrl-Z and back, signals while a question is open.

import { expect, test } from "vitest";
import { below, forgeOf, letEnd, stateOf, states, WAIT } from "../rig/held-build.ts";
import { leavesNothing } from "../rig/kill.ts";
import { createProject, type Project } from "../rig/project.ts";
import { serve } from "../rig/scripted-server.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";
import { openScreen, type Screen } from "../rig/tmux.ts";

const waiting = smallConfig.replace("echo library >", `${WAIT}; echo library >`);

async function started(): Promise<{ readonly project: Project; readonly screen: Screen } & AsyncDisposable> {
  const project = createSmallSystem({ "build.config.ts": waiting });
  const screen = await openScreen(project);
  const end = async (): Promise<void> => {
    await screen[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  };
  await screen.forge("build");
  await screen.shows(/library .*run/).catch((error: unknown) => end().then(() => Promise.reject(error)));
  return { project, screen, [Symbol.asyncDispose]: end };
}

test("Ctrl-C suspends every process of a build, and it continues as if nothing had been", async () => {
  await using at = await started();
  const { project, screen } = at;
  await screen.press("C-c");
  await screen.shows(/c {2}continue\n.*q {2}quit .*\n.*t {2}terminate .*\n>\n$/);
  expect(states()).toBe("T");
  letEnd(project);
  await screen.press("x", "c");
  await screen.shows("→ continue");
  expect(await screen.ended(0)).toMatch(/^done: 4 built/m);
  await leavesNothing(project);
});

test("quit lets end what runs and starts nothing", async () => {
  await using at = await started();
  const { project, screen } = at;
  await screen.press("C-c");
  await screen.shows("terminate");
  await screen.press("q");
  await screen.shows("→ quit");
  letEnd(project);
  expect(await screen.ended(130)).toMatch(/^built +library[\s\S]*^stopped: 2 built, 2 cancelled/m);
  await leavesNothing(project);
});

test.each([
  ["terminate", "t"],
  ["a second Ctrl-C", "C-c"],
])("%s ends the build, and the terminal is as it was", async (_, key) => {
  await using at = await started();
  const { project, screen } = at;
  await screen.press("C-c");
  await screen.shows("terminate");
  await screen.press(key);
  expect(await screen.ended(130)).toMatch(/^stopped: 1 built, 3 cancelled/m);
  await leavesNothing(project);
  await screen.clear();
  await screen.press("stty -a", "Enter");
  expect(await screen.shows("icanon")).toMatch(/ icanon.* echo /s);
});

test("Ctrl-Z suspends the build with forge, fg goes on; in a menu, too", async () => {
  await using at = await started();
  const { project, screen } = at;
  await screen.press("C-z");
  await screen.shows("Stopped");
  await expect.poll(() => states()).toBe("T");
  await screen.clear();
  await screen.press("fg", "Enter");
  await screen.shows(/library .*run/);
  await screen.press("C-c");
  await screen.shows(/terminate.*\n>/);
  await screen.press("C-z");
  await screen.shows("Stopped");
  await screen.clear();
  await screen.press('fg; echo "ended:" $?', "Enter");
  await screen.shows(/terminate.*\n>/);
  letEnd(project);
  await screen.press("c");
  expect(await screen.ended(0)).toMatch(/^done: 4 built/m);
  await leavesNothing(project);
});

test("SIGTERM and a closed terminal end a build whose question is open", async () => {
  await using at = await started();
  const { project, screen } = at;
  await screen.press("C-c");
  await screen.shows("terminate");
  process.kill(forgeOf(project), "SIGTERM");
  await screen.ended(143);
  await leavesNothing(project);
  await screen.clear();
  await screen.forge("build");
  await screen.shows(/library .*run/);
  await screen.press("C-c");
  await screen.shows("terminate");
  await screen[Symbol.asyncDispose]();
  await leavesNothing(project);
});

test("Ctrl-C suspends a driver that fetches, too, and its transfer goes on", async () => {
  let answer = (): void => undefined;
  await using server = await serve((_, response) => {
    answer = () => void response.end("text\n");
  });
  await using project = createProject({
    "build.config.ts": `import { defineProject, importElement, remote } from "forge-build";
const data = importElement({ sources: [remote("${server.url}/file")] });
export default defineProject({ name: "p", elements: { data }, default: data });
`,
  });
  await using screen = await openScreen(project);
  await screen.forge("build --track");
  await expect.poll(() => server.requests.length, { timeout: 20_000, interval: 20 }).toBe(1);
  await screen.press("C-c");
  await screen.shows("terminate");
  expect([...new Set(below(forgeOf(project)).map(stateOf))]).toEqual(["T"]);
  answer();
  await screen.press("c");
  expect(await screen.ended(0)).toMatch(/^done: 1 built/m);
  await leavesNothing(project);
});

test("forge killed while everything is suspended leaves no process, and the next start nothing at all", async () => {
  await using at = await started();
  const { project, screen } = at;
  await screen.press("C-c");
  await screen.shows("terminate");
  process.kill(forgeOf(project), "SIGKILL");
  await screen.ended(137);
  await expect.poll(() => states()).toBe("");
  await project.forge(["fsck"]);
  await leavesNothing(project);
});

test("a window that is made narrower while a build runs and while it asks shows lines that fit", async () => {
  await using at = await started();
  const { project, screen } = at;
  await screen.resize(40, 12);
  await screen.press("C-c");
  await screen.shows(/terminate.*\n>/);
  await screen.resize(60, 20);
  await screen.press("t");
  const seen = await screen.ended(130);
  expect(seen).toMatch(/^stopped: 1 built, 3 cancelled/m);
  await leavesNothing(project);
});
