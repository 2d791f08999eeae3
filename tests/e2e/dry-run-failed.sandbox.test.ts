// A failure on record is what a dry run foresees.

import { expect, test } from "vitest";
import { addBusybox, createProject } from "../rig/project.ts";

test("what failed before would fail again, or be tried again", async () => {
  await using project = createProject({
    "build.config.ts": `import { defineProject, importElement, local, script, sh } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const broken = script({ buildDepends: [base], run: [sh\`false\`] });
export default defineProject({ name: "p", elements: { base, broken }, default: broken });
`,
  });
  addBusybox(project);
  expect((await project.forge(["build"])).exitCode).toBe(1);
  const again = await project.forge(["build", "--dry-run"]);
  expect(again.exitCode).toBe(1);
  expect(again.stdout).toMatch(/^broken +script +it failed before, as it is now; --retry-failed tries again$/m);
  const retried = await project.forge(["build", "--dry-run", "--retry-failed"]);
  expect(retried.exitCode).toBe(0);
  expect(retried.stdout).toContain("it failed before, and is to be tried again");
});
