// Gives a project of a test what `npm install` would, in `node_modules`: the TypeScript compiler, and forge itself.

import { cpSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Project, repository } from "./project.ts";

/** `typescript` is what users are told to install, `ts7` the one whose program is the machine's own. */
export function installCompiler(project: Project, which: "typescript" | "ts7" = "typescript"): void {
  symlinkSync(join(repository, "node_modules", which), join(project.root, "node_modules/typescript"));
}

/** The package as it is published, instead of a link to this repository: editors tell the two apart. */
export function installForge(project: Project): void {
  const target = join(project.root, "node_modules/forge-build");
  rmSync(target);
  for (const part of ["package.json", "tsconfig.base.json", "dist"])
    cpSync(join(repository, part), join(target, part), { recursive: true });
  // Its types name those of what it depends on.
  symlinkSync(join(repository, "node_modules/zod"), join(project.root, "node_modules/zod"));
}

export const tsconfig = '{ "extends": "forge-build/tsconfig.json", "include": ["**/*.ts"] }\n';
