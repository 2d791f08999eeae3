// Gives a project of a test the TypeScript compiler, as `npm install` would: of this repository, in `node_modules`.

import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Project, repository } from "./project.ts";

/** `typescript` is what users are told to install, `ts7` the one whose program is the machine's own. */
export function installCompiler(project: Project, which: "typescript" | "ts7" = "typescript"): void {
  symlinkSync(join(repository, "node_modules", which), join(project.root, "node_modules/typescript"));
}

export const tsconfig = '{ "extends": "forge-build/tsconfig.json", "include": ["**/*.ts"] }\n';
