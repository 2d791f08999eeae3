// Chooses the views of a run: JSON lines where they are asked for, a live view at a terminal, plain lines elsewhere; beside
// that a master log and a trace, where files are named for them.

import { randomUUID } from "node:crypto";
import type { LogGroups } from "../report/log-groups.ts";
import type { Reporter, Verbosity } from "../report/reporter.ts";
import { lastLines, logEnd } from "./last-lines.ts";
import { type OutputFile, openOutputFile } from "./output-file.ts";
import { shortenHome } from "./places.ts";
import type { GlobalOptions } from "./program.ts";
import { openStream } from "./terminal.ts";

export interface ReportingOptions {
  readonly options: Pick<GlobalOptions, "json" | "quiet" | "verbose" | "logFile" | "trace">;
  /** Milliseconds since the run began. */
  readonly now: () => number;
  /** Text of a file of the project, for diagnostics. */
  readonly source: (file: string) => string | undefined;
  /** Whether the master log goes on with that of an earlier run of this command. */
  readonly append: boolean;
}

/** Views that begin at once. */
export async function createReporter({ options, now, source, append }: ReportingOptions): Promise<Reporter> {
  const beside: Reporter[] = [];
  if (options.logFile !== undefined) {
    const file = openOutputFile(options.logFile, append);
    const { createPlainReporter } = await import("../report/plain.ts");
    const verbosity = options.verbose ? "verbose" : "normal";
    beside.push(closing(createPlainReporter({ output: file, errors: file, source, path: (path) => path, verbosity }), file));
  }
  if (options.trace !== undefined) {
    const file = openOutputFile(options.trace);
    const { createTraceReporter } = await import("../report/trace.ts");
    beside.push(closing(createTraceReporter(file), file));
  }
  const main = await mainView({ options, now, source });
  if (beside.length === 0) return main;
  const { createTee } = await import("../report/tee.ts");
  return createTee([main, ...beside]);
}

async function mainView({ options, now, source }: Omit<ReportingOptions, "append">): Promise<Reporter> {
  const output = openStream(process.stdout, process.env);
  if (options.json) {
    const { createJsonReporter } = await import("../report/json.ts");
    return createJsonReporter(output);
  }
  const verbosity: Verbosity = options.quiet ? "quiet" : options.verbose ? "verbose" : "normal";
  const view = { output, errors: openStream(process.stderr, process.env), source, path: shortenHome, verbosity };
  if (output.interactive && !options.quiet) {
    const { createLiveReporter } = await import("../report/live.ts");
    return createLiveReporter({ ...view, now, lastLine: lastLines() });
  }
  const { createPlainReporter } = await import("../report/plain.ts");
  const groups = await logGroups(process.env);
  return createPlainReporter({ ...view, now, ...(groups && { groups }), logLines: logEnd });
}

/** As the service has them that runs this, if one does. */
async function logGroups(environment: NodeJS.ProcessEnv): Promise<LogGroups | undefined> {
  const { githubGroups, gitlabGroups } = await import("../report/log-groups.ts");
  if (environment["GITHUB_ACTIONS"] === "true") return githubGroups(randomUUID());
  if (environment["GITLAB_CI"] === "true") return gitlabGroups(() => Math.floor(Date.now() / 1000));
  return undefined;
}

/** The view, and behind its end the end of its file. */
function closing(reporter: Reporter, file: OutputFile): Reporter {
  return {
    ...reporter,
    async close(said) {
      await reporter.close(said);
      file.close();
    },
  };
}
