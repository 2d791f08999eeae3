// The files of a new project that are settings of tools: the same for every template.
//
// They may be there already, made by `npm init` or by hand. Then they are somebody's, and stay.

import { packageVersion } from "../../package.ts";
import type { TemplateContext } from "./template.ts";

/** Text of each file, by path. */
export function settingsFiles({ name }: Pick<TemplateContext, "name">): { readonly [path: string]: string } {
  return {
    "package.json": json({
      name,
      private: true,
      type: "module",
      scripts: { build: "forge build", check: "forge check" },
      devDependencies: { "forge-build": `^${packageVersion()}`, typescript: TYPESCRIPT },
    }),
    "tsconfig.json": json({ extends: "forge-build/tsconfig.json", include: ["**/*.ts"], exclude: ["node_modules"] }),
    ".gitignore": "node_modules/\nout/\n",
    ".vscode/settings.json": json({
      "typescript.tsdk": "node_modules/typescript/lib",
      "typescript.enablePromptUseWorkspaceTsdk": true,
      "typescript.updateImportsOnFileMove.enabled": "always",
      "typescript.preferences.importModuleSpecifier": "relative",
      "files.associations": { "forge.lock": "jsonl" },
    }),
    ".vscode/extensions.json": json({ recommendations: ["yoavbls.pretty-ts-errors"] }),
  };
}

/** The compiler whose messages the language's types were written for. */
export const TYPESCRIPT = "^6.0.0";

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
