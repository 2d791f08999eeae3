// A project may have installed another forge than the one that evaluates it: a linked checkout, say.

import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProject, repository } from "../../rig/project.ts";

test("a forge that a link leads to is forge", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "forge-elsewhere-"));
  try {
    for (const name of ["dist", "package.json"]) cpSync(join(repository, name), join(elsewhere, name), { recursive: true });
    symlinkSync(join(repository, "node_modules"), join(elsewhere, "node_modules"));
    await using project = createProject({
      "build.config.ts":
        'import { defineProject, importElement, local } from "forge-build";\n' +
        'const data = importElement({ sources: [local("./data")] });\n' +
        'export default defineProject({ name: "p", elements: { data }, default: data });\n',
      "data/file": "text\n",
    });
    rmSync(join(project.root, "node_modules/forge-build"));
    symlinkSync(elsewhere, join(project.root, "node_modules/forge-build"));
    const run = await project.forge(["build"]);
    expect(run.exitCode, run.stderr).toBe(0);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});
