// A definitions tree as `forge import` writes it, beside the tree of a test.

import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { settingsFiles } from "../../core/cli/init/settings.ts";
import { convertTree, type TreeConversion } from "../../dsl/convert/baserock/convert.ts";
import { createProject, type Project } from "../rig/project.ts";

export interface ImportedTree extends Project {
  readonly conversion: TreeConversion;
}

export function importTree(tree: Project, more: { readonly [path: string]: string } = {}): ImportedTree {
  const conversion = convertTree(tree.root);
  const project = createProject({ ...settingsFiles({ name: "imported" }), ...Object.fromEntries(conversion.files), ...more });
  for (const path of conversion.copied) cpSync(join(tree.root, path), join(project.root, path), { recursive: true });
  const settings = join(tree.root, "../config/forge/config.json");
  if (existsSync(settings)) cpSync(settings, join(project.root, "../config/forge/config.json"), { recursive: true });
  return Object.assign(project, { conversion });
}
