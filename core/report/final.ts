// The report after a run: every failure whole, then one line that says what became of the elements.
//
// Pure, from the progress that the views folded. Failures go to standard error, the summary where the run went.

import { type DiagnosticOptions, renderDiagnostic } from "./diagnostic.ts";
import type { Progress } from "./progress.ts";
import type { ViewOptions } from "./reporter.ts";
import { cut, cutStart } from "./width.ts";
import { countsText, duration, upToDate } from "./wording.ts";

/** The diagnostics of all failures, with an empty line between them. */
export function failureLines(progress: Progress, options: DiagnosticOptions): readonly string[] {
  return progress.failures.flatMap(({ error }, index) => [...(index > 0 ? [""] : []), ...renderDiagnostic(error, options)]);
}

/** What the run came to, and where the logs are if something ran. None for a run that never had a plan. */
export function summaryLines(
  { finished, counts, planned, targets, logs }: Progress,
  { output, path }: Pick<ViewOptions, "output" | "path">,
): readonly string[] {
  const { style, columns } = output;
  if (!finished || planned === 0) return [];
  if (finished.ok && planned === counts.cached) return [style.good(cut(upToDate(targets, planned), columns))];
  const stopped = counts.cancelled > 0 && counts.failed === 0;
  const verdict = finished.ok ? "done" : stopped ? "stopped" : "failed";
  const paint = finished.ok ? style.good : stopped ? style.warn : style.bad;
  const ran = counts.built + counts.failed + counts.cancelled > 0;
  return [
    `${paint(verdict)}${cut(`: ${countsText(counts)} in ${duration(finished.milliseconds)}`, columns - verdict.length)}`,
    ...(ran && logs !== undefined ? [style.faint(cutStart(`logs: ${path(logs)}`, columns))] : []),
  ];
}
