// forge sync: writes declarations of the projects of BuildStream that this one stands on.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { evaluateProject } from "../../evaluate/evaluate.ts";
import { ForgeError } from "../../model/errors.ts";
import { writeLines } from "../../report/reporter.ts";
import { declarationsOf } from "../bst/declarations.ts";
import { openJunctionHost } from "../bst/host.ts";
import { CONFIG_FILE, findProject, isBstProject } from "../places.ts";
import type { GlobalOptions } from "../program.ts";
import { sayError } from "../say-error.ts";
import { openStream } from "../terminal.ts";

export async function sync(options: GlobalOptions): Promise<number> {
  let projectRoot: string | undefined;
  try {
    projectRoot = findProject(options.directory);
    if (isBstProject(projectRoot)) {
      throw new ForgeError({
        code: "FORGE1001",
        message: `there is no ${CONFIG_FILE} in ${projectRoot}, and forge sync writes for nothing else`,
        help: "a .bst project needs no declarations",
      });
    }
    await using host = await openJunctionHost(projectRoot, options);
    const { graph } = await evaluateProject({
      projectRoot,
      configFile: join(projectRoot, CONFIG_FILE),
      options: options.option,
      store: host.store,
      timeoutSeconds: options.evaluationTimeout ?? 60,
      sealed: options.unsealed !== true,
    });
    const declarations = await declarationsOf(graph, { host, maxJobs: options.maxJobs });
    const changed = declarations.filter(({ before, text }) => before !== text);
    for (const { file, text } of changed) writeFileSync(join(projectRoot, file), text);
    const output = openStream(process.stdout, process.env);
    if (!options.quiet) {
      const { style } = output;
      const none = "nothing to write: the project stands on no project of BuildStream";
      const said = changed.map(({ file }) => `${style.good("wrote")} ${file}`);
      writeLines(
        output,
        said.length > 0 ? said : [declarations.length === 0 ? none : `up to date: ${declarations.map(({ file }) => file).join(", ")}`],
      );
    }
    return 0;
  } catch (error) {
    return sayError(error, { stack: options.stack === true, ...(projectRoot !== undefined && { projectRoot }) });
  }
}
