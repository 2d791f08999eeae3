// A definitions tree as `forge import` writes it, as a project of a test.

import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { createProject, type Project } from "../rig/project.ts";

/** Runs `forge import` on the tree; the mirrors of its user are the new project's, too. */
export async function importTree(tree: Project): Promise<Project> {
  const project = createProject({});
  const run = await tree.forge(["import", ".", join(project.root, "imported")]);
  expect(run.exitCode, run.stderr).toBe(0);
  cpSync(join(project.root, "imported"), project.root, { recursive: true });
  const settings = join(tree.root, "../config/forge/config.json");
  if (existsSync(settings)) project.write("../config/forge/config.json", readFileSync(settings, "utf8"));
  return project;
}
