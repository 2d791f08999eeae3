// A build that fails in front of a person is mended in its own sandbox and goes on, without leaving the build.

import { expect, test } from "vitest";
import { leavesNothing } from "../rig/kill.ts";
import { show } from "../rig/outcomes.ts";
import { createSmallSystem } from "../rig/small-system.ts";
import { openScreen } from "../rig/tmux.ts";

const config = `import { defineProject, importElement, local, manual, script, sh } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const broken = manual({
  buildDepends: [base],
  build: [sh\`echo once >>count\`],
  install: [sh\`mkdir -p /forge/install && cp count fixed /forge/install\`],
});
const above = script({ buildDepends: [base, broken], run: [sh\`mkdir -p /forge/install && cat /count /fixed >/forge/install/all\`] });
export default defineProject({ name: "p", elements: { base, broken, above }, default: above });
`;

test("a shell in the failed sandbox, then on from the failed step; what comes of it is tainted", async () => {
  await using project = createSmallSystem({ "build.config.ts": config });
  await using screen = await openScreen(project, { rows: 45, columns: 110 });
  await screen.forge("build");
  await screen.shows(/s {2}shell .*\n.*g {2}go on .*install[\s\S]*>\n$/);
  await screen.press("s");
  await screen.shows(/\[broken, failed at install\] \S+ #$/m);
  await screen.press("echo mended >fixed; cat count", "Enter");
  await screen.shows(/^once$/m);
  await screen.press("exit", "Enter");
  await screen.shows(/# exit\n[\s\S]*g {2}go on[\s\S]*>\n$/);
  await screen.press("g");
  // From which step.
  await screen.shows(/install.*failed[\s\S]*>\n$/);
  const shown = await screen.capture();
  await screen.press(/(\d) {2}install/.exec(shown)?.[1] ?? "");
  expect(await screen.ended(0)).toMatch(/^tainted, .*: broken, above$/m);
  await leavesNothing(project);
  const states = (await show(project)).map(({ name, forge }) => [name, (forge as { readonly state?: string }).state]);
  expect(states).toEqual([
    ["base", "cached"],
    ["broken", "tainted"],
    ["above", "tainted"],
  ]);
  await project.forge(["checkout", "above", "out"]);
  expect(project.read("out/all")).toBe("once\nmended\n");
});

test("a failure on record is asked about before anything runs, and can be gone on with as well", async () => {
  await using project = createSmallSystem({ "build.config.ts": config });
  await project.forge(["build"]);
  await using screen = await openScreen(project, { rows: 45, columns: 110 });
  await screen.forge("build");
  await screen.shows(/failed before, on [\s\S]*g {2}go on[\s\S]*>\n$/);
  await screen.press("s");
  await screen.shows(/\[broken, failed at install\] \S+ #$/m);
  await screen.press("echo mended >fixed; exit", "Enter");
  await screen.shows(/exit\n[\s\S]*g {2}go on[\s\S]*>\n$/);
  await screen.press("g");
  await screen.shows(/install.*failed[\s\S]*>\n$/);
  await screen.press(/(\d) {2}install/.exec(await screen.capture())?.[1] ?? "");
  expect(await screen.ended(0)).toMatch(/^tainted, .*: broken, above$/m);
});
