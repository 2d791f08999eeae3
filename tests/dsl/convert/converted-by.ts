// What forge import makes of a project, by the real command, and what tests want to know of it.

import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { parseLock } from "../../../core/source/lock-text.ts";
import { type Project, repository } from "../../rig/project.ts";
import { type Converted, type ImportMap, namesIn } from "./compare-graphs.ts";

export interface ConvertedProject extends Pick<Converted, "names" | "locked"> {
  readonly root: string;
  readonly map: ImportMap;
}

export async function convertedBy(project: Project, directory: string): Promise<ConvertedProject> {
  const root = join(project.root, "imported");
  const run = await project.forge(["import", directory, root]);
  expect(run).toMatchObject({ exitCode: 0, stderr: "" });
  mkdirSync(join(root, "node_modules"), { recursive: true });
  symlinkSync(repository, join(root, "node_modules", "forge-build"));
  const map: ConvertedProject["map"] = JSON.parse(readFileSync(join(root, "import-map.json"), "utf8"));
  const locked = [...parseLock(readFileSync(join(root, "forge.lock"), "utf8"), "forge.lock").values()];
  return { root, map, names: namesIn(map), locked };
}
