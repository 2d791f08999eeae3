// Chooses the view of a run: JSON lines where they are asked for, a live view at a terminal, plain lines elsewhere.

import type { Reporter } from "../report/reporter.ts";
import { shortenHome } from "./places.ts";
import type { GlobalOptions } from "./program.ts";
import { openStream } from "./terminal.ts";

export interface ReportingOptions {
  readonly options: Pick<GlobalOptions, "json" | "quiet">;
  /** Milliseconds since the run began. */
  readonly now: () => number;
  /** Text of a file of the project, for diagnostics. */
  readonly source: (file: string) => string | undefined;
}

/** A view that begins at once. */
export async function createReporter({ options, now, source }: ReportingOptions): Promise<Reporter> {
  const output = openStream(process.stdout, process.env);
  if (options.json) {
    const { createJsonReporter } = await import("../report/json.ts");
    return createJsonReporter(output);
  }
  const view = { output, errors: openStream(process.stderr, process.env), source, path: shortenHome };
  if (output.interactive && !options.quiet) {
    const { createLiveReporter } = await import("../report/live.ts");
    const { lastLines } = await import("./last-lines.ts");
    return createLiveReporter({ ...view, now, lastLine: lastLines() });
  }
  const { createPlainReporter } = await import("../report/plain.ts");
  return createPlainReporter({ ...view, quiet: options.quiet === true });
}
