// What a person does to the configuration that means nothing to a build rebuilds nothing: comment, reformat, rename, move.

import { expect, test } from "vitest";
import { build } from "../rig/outcomes.ts";
import type { Project } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

/** Builds, edits the configuration, builds again; returns which outcomes the second build had. */
async function rebuilt(edit: (project: Project) => void): Promise<readonly string[]> {
  await using project = createSmallSystem();
  await build(project);
  edit(project);
  return [...new Set(Object.values(await build(project)))];
}

test("a comment rebuilds nothing", async () => {
  expect(await rebuilt((project) => project.write("build.config.ts", `// A thought.\n${smallConfig}`))).toEqual(["cached"]);
});

test("a reformat rebuilds nothing", async () => {
  expect(
    await rebuilt((project) => project.write("build.config.ts", smallConfig.replace(/\n\n/g, "\n\n\n").replace(/ {2}/g, "\t"))),
  ).toEqual(["cached"]);
});

test("a renamed constant, element and project rebuild nothing", async () => {
  const renamed = smallConfig
    .replace("elements: { base, library, program, image }", "elements: { base, newName: library, program, image }")
    .replaceAll("const library", "const shelf")
    .replaceAll("[base, library", "[base, shelf")
    .replace("newName: library", "newName: shelf")
    .replace('name: "small"', 'name: "other"');
  expect(await rebuilt((project) => project.write("build.config.ts", renamed))).toEqual(["cached"]);
});

test("elements moved to another module rebuild nothing", async () => {
  const [head = "", tail = ""] = smallConfig.split("const program");
  const moved = head.replace("compose, defineProject, ", "").replaceAll("const ", "export const ").replaceAll("./base", "./base");
  const rest = `import { compose, defineProject, script, sh } from "forge-build";\nimport { base, library } from "./elements/low.ts";\nconst program${tail}`;
  expect(
    await rebuilt((project) => {
      project.write("elements/low.ts", moved);
      project.write("build.config.ts", rest);
    }),
  ).toEqual(["cached"]);
});

test("the project moved to another directory rebuilds nothing", async () => {
  await using project = createSmallSystem();
  await build(project);
  await using moved = createSmallSystem({}, { cache: project.environment["XDG_CACHE_HOME"] ?? "" });
  expect([...new Set(Object.values(await build(moved)))]).toEqual(["cached"]);
});
