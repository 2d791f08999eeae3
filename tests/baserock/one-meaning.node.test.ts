// A definitions tree loaded directly, and the TypeScript that it is converted to: the same elements, by everything that is shown
// of them, for each architecture.

import { expect, test } from "vitest";
import type { Project } from "../rig/project.ts";
import { importTree } from "./imported.ts";
import { plainTree } from "./rig.ts";

test.each([
  ["eight", "x86_64"],
  ["eight", "armv8l64"],
  ["five", "armv7lhf"],
  ["broken", "x86_64"],
])("the tree %s for %s", async (name, arch) => {
  await using tree = plainTree(name);
  await using imported = await importTree(tree);
  const [direct, converted] = [await shown(tree, arch), await shown(imported, arch)];
  expect(Object.keys(converted).sort()).toEqual(Object.keys(direct).sort());
  expect(converted).toEqual(direct);
  expect(Object.keys(direct).length).toBeGreaterThan(3);
});

/** Elements by name, without where they are written down and what the project is called. */
async function shown(project: Project, arch: string): Promise<{ readonly [name: string]: unknown }> {
  const run = await project.forge(["show", "--json", "-o", `arch=${arch}`]);
  const lines = run.stdout.trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => {
      const element = JSON.parse(line, (key, value) => (key === "place" || key === "project" ? undefined : value));
      return [element.name, element];
    }),
  );
}
