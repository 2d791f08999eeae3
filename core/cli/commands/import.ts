// forge import: writes a TypeScript project that means what a project of another tool means, and says what became of each element.
//
// Builds nothing; the store is opened only where a junction leads to what has to be fetched. Nothing is written over anything;
// nothing of the project is run.

import { existsSync } from "node:fs";
import { machine, type as system } from "node:os";
import { join, relative, resolve } from "node:path";
import type { Conversion } from "../../../dsl/convert/bst/convert.ts";
import type { Plugins } from "../../../dsl/convert/bst/plugins.ts";
import { ForgeError } from "../../model/errors.ts";
import { writeLines } from "../../report/reporter.ts";
import { makeSource } from "../bst/sources.ts";
import { reportLines, summaryLine } from "../import/report-lines.ts";
import { writeConversion } from "../import/write-conversion.ts";
import { BST_CONFIG_FILE, isDefinitionsTree } from "../places.ts";
import type { GlobalOptions } from "../program.ts";
import { openStream } from "../terminal.ts";

export interface ImportOptions extends GlobalOptions {
  readonly report?: true;
  readonly plugins?: string;
}

export async function importProject(source: string, destination: string, options: ImportOptions): Promise<number> {
  const from = resolve(options.directory, source);
  const to = resolve(options.directory, destination);
  const plugins = options.plugins === undefined ? undefined : await pluginsAt(resolve(options.directory, options.plugins));
  const made = await convert(from, plugins?.plugins, options);
  const written = writeConversion(to, made);
  const output = openStream(process.stdout, process.env);
  if (options.json) {
    output.write(`${JSON.stringify({ directory: to, project: made.name, files: written, elements: made.elements })}\n`);
    return 0;
  }
  const { style } = output;
  if (options.report) writeLines(output, reportLines(made.elements, style));
  if (!options.quiet) {
    const shown = relative(process.cwd(), to) || ".";
    writeLines(output, [
      `${style.good(`wrote ${written.length} files`)} to ${shown}`,
      summaryLine(made.elements),
      ...(options.report ? [] : ["what was approximated or left, and why, stands in import-report.json; `--report` prints it"]),
      "next:",
      ...[...(shown === "." ? [] : [`cd ${shown}`]), ["npm install", ...(plugins?.packages ?? [])].join(" "), "npx forge check"].map(
        (line) => `  ${style.strong(line)}`,
      ),
    ]);
  }
  return 0;
}

interface AskedPlugins {
  readonly plugins: Plugins;
  /** What is to be installed beside forge. */
  readonly packages: readonly string[];
}

async function pluginsAt(path: string): Promise<AskedPlugins> {
  const { loadPlugins, packagesOf } = await import("../import/load-plugins.ts");
  const plugins = await loadPlugins(path);
  return { plugins, packages: packagesOf(plugins) };
}

/** What the directory is decides how it is read. */
async function convert(from: string, plugins: Plugins | undefined, options: GlobalOptions): Promise<Conversion> {
  if (existsSync(join(from, BST_CONFIG_FILE))) {
    const { convertBst } = await import("../../../dsl/convert/bst/convert.ts");
    const { withJunctions } = await import("../import/with-junctions.ts");
    const host = { machine: machine(), system: system() };
    return withJunctions(
      (resolveJunction) =>
        convertBst({ directory: from, host, make: makeSource, ...(resolveJunction && { resolveJunction }), ...(plugins && { plugins }) }),
      {
        directory: from,
        openHost: async () => (await import("../bst/host.ts")).openJunctionHost(from, options),
        onFailure: (junction, { code, message }) => {
          const output = openStream(process.stderr, process.env);
          writeLines(output, [`${output.style.warn("warning")} the junction ${junction} is left: ${message} (${code})`]);
        },
      },
    );
  }
  if (isDefinitionsTree(from)) {
    if (plugins) {
      throw new ForgeError({
        code: "FORGE1062",
        message: "definitions have no plug-ins, so there is nothing to map",
        help: "leave `--plugins` out",
      });
    }
    const { convertTree } = await import("../../../dsl/convert/baserock/convert.ts");
    return convertTree(from);
  }
  throw new ForgeError({
    code: "FORGE1001",
    message: `there is no ${BST_CONFIG_FILE}, and no tree of Baserock definitions, in ${from}`,
    help: "name the directory of a project of BuildStream or of definitions: forge import DIRECTORY DESTINATION",
  });
}
