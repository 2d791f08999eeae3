// forge init: writes a project that builds, and says what to do next.
//
// Opens no store and evaluates nothing. Takes from the machine the name of its distribution alone.

import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { writeLines } from "../../report/reporter.ts";
import { hostDistribution } from "../init/distribution.ts";
import { readmeText } from "../init/readme.ts";
import { settingsFiles, TYPESCRIPT } from "../init/settings.ts";
import type { TemplateContext } from "../init/template.ts";
import { image } from "../init/templates/image.ts";
import { library } from "../init/templates/library.ts";
import { system } from "../init/templates/system.ts";
import { type WrittenFiles, writeNewFiles } from "../init/write-files.ts";
import type { GlobalOptions } from "../program.ts";
import { openStream } from "../terminal.ts";

const templates = { library, system, image } as const;

export interface InitOptions extends GlobalOptions {
  readonly template: keyof typeof templates;
}

export async function init(directory: string, options: InitOptions): Promise<number> {
  const root = resolve(options.directory, directory);
  const template = templates[options.template];
  const context: TemplateContext = { name: projectName(root), distribution: hostDistribution() };
  const files = writeNewFiles(root, {
    own: template.files(context),
    settings: { ...settingsFiles(context), "README.md": readmeText(template, context) },
  });
  const output = openStream(process.stdout, process.env);
  if (options.json) output.write(`${JSON.stringify({ directory: root, template: options.template, ...files })}\n`);
  else if (!options.quiet) {
    const { style } = output;
    const shown = relative(process.cwd(), root) || ".";
    writeLines(output, [
      `${style.good(`wrote ${template.title}`)} to ${shown}: ${files.written.join(", ")}`,
      ...(files.kept.length > 0 ? [`kept what was there: ${files.kept.join(", ")}`] : []),
      "next:",
      ...nextSteps(root, shown, files).map((line) => `  ${style.strong(line)}`),
    ]);
  }
  return 0;
}

function nextSteps(root: string, shown: string, { kept }: WrittenFiles): readonly string[] {
  const missing = kept.includes("package.json") ? missingPackages(root) : [];
  return [
    ...(shown === "." ? [] : [`cd ${shown}`]),
    ...(missing.length > 0
      ? [`npm install --save-dev ${missing.join(" ")}`]
      : existsSync(join(root, "node_modules/forge-build"))
        ? []
        : ["npm install"]),
    "npx forge build --track",
  ];
}

/** What a package.json that was there does not ask for. */
function missingPackages(root: string): readonly string[] {
  const text = readFileSync(join(root, "package.json"), "utf8");
  return ["forge-build", "typescript"]
    .filter((name) => !text.includes(`"${name}"`))
    .map((name) => (name === "typescript" ? `typescript@${TYPESCRIPT}` : name));
}

/** The directory's name, as packages and files may be called. */
function projectName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return /^[a-z]/.test(name) ? name : `project${name === "" ? "" : `-${name}`}`;
}
