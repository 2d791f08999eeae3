// A host that allows less is said, once, and builds the same.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { outcomes } from "../rig/outcomes.ts";
import { createSmallSystem } from "../rig/small-system.ts";
import { unfitStore } from "../sandbox/contexts.ts";

test("a store that cannot be overlaid is said once, and elements that start together are built", async () => {
  await using project = createSmallSystem();
  const config = readFileSync(join(project.root, "build.config.ts"), "utf8");
  project.write(
    "build.config.ts",
    config
      .replace(
        "const image",
        "const other = script({ buildDepends: [base], run: [sh`mkdir -p /forge/install && : >/forge/install/other`] });\nconst image",
      )
      .replace("[base, library, program]", "[base, library, program, other]")
      .replace("program, image }", "program, image, other }"),
  );
  const words = ["-C", project.root, "--store", "/mnt/merged/store"];
  const run = await project.forge(["build", "--json", "--builders", "2", ...words], { prefix: unfitStore.words });
  expect(run.exitCode, `${run.stdout}${run.stderr}`).toBe(0);
  expect(Object.values(outcomes(run))).toEqual(["built", "built", "built", "built", "built"]);
  const warnings = run.events().flatMap((event) => (event.type === "warning" ? [event.warning] : []));
  expect(warnings).toEqual([
    {
      code: "FORGE4006",
      message: "the store's file system cannot be overlaid: build roots are copied, which is slower",
      help: "forge doctor says why, and how to mend it",
    },
  ]);
});
