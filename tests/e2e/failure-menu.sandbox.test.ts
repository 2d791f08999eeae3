// A build that fails in front of a person: what runs beside it stands still, and each answer does what it says.

import { expect, test } from "vitest";
import { letEnd, states, WAIT } from "../rig/held-build.ts";
import { leavesNothing } from "../rig/kill.ts";
import type { Project } from "../rig/project.ts";
import { createSmallSystem } from "../rig/small-system.ts";
import { openScreen, type Screen } from "../rig/tmux.ts";

/** `broken` fails once `beside` runs; `above` needs it, `last` needs `beside`. */
const config = `import { defineProject, importElement, local, script, sh, stack } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const broken = script({ buildDepends: [base], run: [sh\`sleep 0.5; echo said by the build; exit 3\`] });
const beside = script({ buildDepends: [base], run: [sh\`mkdir -p /forge/install; ${WAIT}\`] });
const above = script({ buildDepends: [base, broken], run: [sh\`mkdir -p /forge/install\`] });
const last = script({ buildDepends: [base, beside], run: [sh\`mkdir -p /forge/install\`] });
const all = stack({ runtimeDepends: [above, last] });
export default defineProject({ name: "p", elements: { base, broken, beside, above, last, all }, default: all });
`;

async function failed(): Promise<{ readonly project: Project; readonly screen: Screen } & AsyncDisposable> {
  const project = createSmallSystem({ "build.config.ts": config });
  const screen = await openScreen(project, { rows: 45 });
  await screen.forge("build --builders 2");
  const end = async (): Promise<void> => {
    await screen[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  };
  await screen
    .shows(/error FORGE3001[\s\S]*c {2}continue .*\n.*q {2}quit .*\n.*t {2}terminate .*\n.*r {2}retry .*\n.*l {2}log[\s\S]*>\n$/)
    .catch((error: unknown) => end().then(() => Promise.reject(error)));
  return { project, screen, [Symbol.asyncDispose]: end };
}

test("continue makes what does not need it, after the log was looked at; what ran beside it stood still", async () => {
  await using at = await failed();
  const { project, screen } = at;
  expect(states()).toBe("T");
  await screen.press("l");
  await screen.shows(/→ log\n(.*\n)*said by the build\n(.*\n)*broken failed\n(.*\n)*>\n$/);
  letEnd(project);
  await screen.press("c");
  expect(await screen.ended(1)).toMatch(/^built +last[\s\S]*^failed: 1 failed, \d built/m);
  await leavesNothing(project);
});

test("quit lets end what runs", async () => {
  await using at = await failed();
  letEnd(at.project);
  await at.screen.press("q");
  expect(await at.screen.ended(1)).toMatch(/^built +beside[\s\S]*^failed: 1 failed, \d built/m);
  await leavesNothing(at.project);
});

test.each(["t", "C-c"])("%s ends what runs", async (key) => {
  await using at = await failed();
  await at.screen.press(key);
  await at.screen.shows(/^ended: \d+$/m);
  await leavesNothing(at.project);
  // What is on record as failed is asked about at once.
  await at.screen.clear();
  await at.screen.forge("build broken");
  await at.screen.shows(/as before; not built again[\s\S]*>\n$/);
  await at.screen.press("t");
  await at.screen.ended(1);
});

test("retry makes it again; Ctrl-C asks meanwhile as ever", async () => {
  await using at = await failed();
  const { project, screen } = at;
  await screen.press("r");
  await screen.shows(/→ retry\n[\s\S]*broken .*run/);
  await screen.press("C-c");
  await screen.shows("interrupted");
  await screen.press("c");
  await screen.shows(/→ continue\n[\s\S]*error FORGE3001[\s\S]*>\n$/);
  await screen.press("t");
  await screen.shows(/^ended: \d+$/m);
  await leavesNothing(project);
});

test("with --on-error nobody is asked", async () => {
  await using project = createSmallSystem({ "build.config.ts": config });
  await using screen = await openScreen(project, { rows: 45 });
  await screen.forge("build broken --on-error quit");
  expect(await screen.ended(1)).not.toContain("terminate");
  await leavesNothing(project);
});

const repairable = `import { defineProject, importElement, local, manual, sh } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const broken = manual({
  buildDepends: [base],
  configure: [sh\`echo configured >state\`],
  build: [sh\`cat repaired >>state\`],
  install: [sh\`mkdir -p /forge/install && cp state /forge/install/state\`],
});
const above = manual({ buildDepends: [base, broken], install: [sh\`mkdir -p /forge/install && cp /state /forge/install/above\`] });
export default defineProject({ name: "p", elements: { base, broken, above }, default: above });
`;

test("a shell in the failed sandbox, a repair there, and the build goes on from the failed step to a tainted end", async () => {
  await using project = createSmallSystem({ "build.config.ts": repairable });
  await using screen = await openScreen(project, { rows: 50 });
  await screen.forge("build");
  await screen.shows(/s {2}shell .*\n.*g {2}go on .*\n>\n$/);
  await screen.press("s");
  await screen.shows(/→ shell\n[\s\S]*\[.*broken.*\n$/);
  await screen.press("cat state; echo by hand >repaired; exit", "Enter");
  await screen.shows(/configured\n[\s\S]*broken failed\n(.*\n)*>\n$/);
  await screen.press("g");
  await screen.shows(/1 {2}configure\n +2 {2}build +failed\n +3 {2}install\n +b {2}back\n>\n$/);
  await screen.press("b");
  await screen.shows(/→ back\nbroken failed\n(.*\n)*>\n$/);
  await screen.press("g");
  await screen.shows(/b {2}back\n>\n$/);
  await screen.press("2");
  expect(await screen.ended(0)).toMatch(/→ build\n[\s\S]*built +above[\s\S]*taint/);
  await leavesNothing(project);
  await project.forge(["checkout", "above", "out"]);
  expect(project.read("out/above")).toBe("configured\nby hand\n");
});
