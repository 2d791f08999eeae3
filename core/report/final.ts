// The report after a run: every failure whole, where the time of a long run went, then one line that says what became of the
// elements.
//
// Pure, from the progress that the views folded. Failures go to standard error, the summary where the run went.

import { type DiagnosticOptions, renderDiagnostic } from "./diagnostic.ts";
import type { Progress } from "./progress.ts";
import type { Output, ViewOptions } from "./reporter.ts";
import { cut, cutStart, pad } from "./width.ts";
import { countsText, duration, sparedText, storedText, upToDate } from "./wording.ts";

/** The diagnostics of all failures, with an empty line between them. */
export function failureLines(progress: Progress, options: DiagnosticOptions): readonly string[] {
  return progress.failures.flatMap(({ error }, index) => [...(index > 0 ? [""] : []), ...renderDiagnostic(error, options)]);
}

/** Shorter runs are told in one line. */
const WORTH_A_REPORT = 10_000;

/** What the run came to, and where the logs are if something ran. None for a run that never had a plan. */
export function summaryLines(progress: Progress, options: Pick<ViewOptions, "output" | "path" | "verbosity">): readonly string[] {
  const { finished, counts, planned, targets, logs } = progress;
  const { style, columns } = options.output;
  if (!finished || planned === 0) return [];
  if (finished.ok && planned === counts.cached) return [style.good(cut(upToDate(targets, planned), columns))];
  const stopped = counts.cancelled > 0 && counts.failed === 0;
  const verdict = finished.ok ? "done" : stopped ? "stopped" : "failed";
  const paint = finished.ok ? style.good : stopped ? style.warn : style.bad;
  const ran = counts.built + counts.failed + counts.cancelled > 0;
  const isLong = finished.milliseconds >= WORTH_A_REPORT || options.verbosity === "verbose";
  return [
    ...(isLong && ran ? reportLines(progress, options.output) : []),
    `${paint(verdict)}${cut(`: ${countsText(counts)} in ${duration(finished.milliseconds)}`, columns - verdict.length)}`,
    ...(ran && logs !== undefined ? [style.faint(cutStart(`logs: ${options.path(logs)}`, columns))] : []),
  ];
}

/** Columns of the word that a line begins with. */
const WORD = 10;

/** Where the time went, what was spared, and how much there is now. */
function reportLines({ slowest, critical, counts, planned, stored }: Progress, { style, columns }: Output): readonly string[] {
  const line = (word: string, text: string, shorten = cut): string => `${style.note(pad(word, WORD))}${shorten(text, columns - WORD)}`;
  const spared = sparedText(counts, planned);
  const put = storedText(stored);
  return [
    ...(slowest.length > 1
      ? [line("slowest", slowest.map(({ element, milliseconds }) => `${element.name} ${duration(milliseconds)}`).join(", "))]
      : []),
    // What it ended with tells more than what it began with.
    ...(critical ? [line("critical", `${critical.names.join(" → ")}  ${duration(critical.milliseconds)}`, cutStart)] : []),
    ...(spared === undefined ? [] : [line("spared", spared)]),
    ...(put === undefined ? [] : [line("stored", put)]),
  ];
}
