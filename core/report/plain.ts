// The view for pipes, files and CI: a line as each thing begins and ends, then the final report. No cursor, no redrawing.
//
// It is never silent for long: where nothing was said for a minute, a line says what runs.

import type { BuildEvent } from "../model/events.ts";
import { failureLines, summaryLines } from "./final.ts";
import type { LogGroups } from "./log-groups.ts";
import { advance, NOTHING, type Progress } from "./progress.ts";
import { type Output, type Reporter, type ViewOptions, writeLines } from "./reporter.ts";
import { heartbeatLine, scrollLines } from "./scroll.ts";

export interface PlainOptions extends ViewOptions {
  /** Milliseconds since the run began. Without it there is no sign of life while nothing happens. */
  readonly now?: () => number;
  /** How logs are folded into the output. Absent: they are not in it. */
  readonly groups?: LogGroups;
  /** The lines at the end of a log. */
  readonly logLines?: (log: string) => readonly string[];
}

/** Milliseconds of silence before it is said what runs. */
const SILENCE = 60_000;

export function createPlainReporter(options: PlainOptions): Reporter {
  const { output, errors, source, path, verbosity, now, groups, logLines } = options;
  const quiet = verbosity === "quiet";
  let progress: Progress = NOTHING;
  /** What is to be written once nobody else writes; undefined while there is no pause. */
  let held: (() => void)[] | undefined;
  let silence: NodeJS.Timeout | undefined;
  listen();
  return {
    emit(event) {
      progress = advance(progress, event);
      const to = isWarning(event) ? errors : output;
      if (to === output && quiet) return;
      const view = { source, path, style: to.style, columns: to.columns };
      say(
        to,
        grouped(event, scrollLines(event, { ...view, starts: verbosity === "verbose" ? "all" : "long", verbose: verbosity === "verbose" })),
      );
    },
    pause() {
      held ??= [];
      clearTimeout(silence);
    },
    resume,
    close(said = []) {
      resume();
      clearTimeout(silence);
      writeLines(errors, failureLines(progress, { source, path, style: errors.style, columns: errors.columns }));
      if (!quiet) writeLines(output, [...annotations(), ...summaryLines(progress, options), ...said]);
    },
  };

  function say(to: Output, lines: readonly string[]): void {
    if (lines.length === 0) return;
    if (held) held.push(() => writeLines(to, lines));
    else writeLines(to, lines);
    listen();
  }

  function resume(): void {
    const late = held ?? [];
    held = undefined;
    for (const write of late) write();
    listen();
  }

  /** Waits for silence anew. */
  function listen(): void {
    clearTimeout(silence);
    if (quiet || now === undefined || held) return;
    silence = setTimeout(() => {
      say(output, heartbeatLine(progress, { now: now(), style: output.style, columns: output.columns }));
      listen();
    }, SILENCE).unref();
  }

  /** The lines of an element that ended, with its log folded below them. */
  function grouped(event: BuildEvent, lines: readonly string[]): readonly string[] {
    const [headline, ...rest] = lines;
    if (!groups || !logLines || headline === undefined || event.type !== "element-finished" || event.log === undefined) return lines;
    const log = logLines(event.log);
    return log.length === 0 ? lines : [...groups.wrap(headline, log), ...rest];
  }

  function annotations(): readonly string[] {
    return progress.failures.flatMap(({ error: { code, message, place } }) =>
      place && groups?.annotate ? [groups.annotate({ title: code, message, place })] : [],
    );
  }
}

function isWarning({ type }: BuildEvent): boolean {
  return type === "warning" || type === "printed" || type === "strays" || type === "overlap" || type === "unstaged";
}
