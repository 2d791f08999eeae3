// The view for pipes, files and CI: a line as each thing begins and ends, then the final report. No cursor, no redrawing.

import type { BuildEvent } from "../model/events.ts";
import { failureLines, summaryLines } from "./final.ts";
import { advance, NOTHING, type Progress } from "./progress.ts";
import { type Output, type Reporter, type ViewOptions, writeLines } from "./reporter.ts";
import { scrollLines } from "./scroll.ts";

export interface PlainOptions extends ViewOptions {
  /** Says warnings and failures only. */
  readonly quiet: boolean;
}

export function createPlainReporter({ output, errors, source, path, quiet }: PlainOptions): Reporter {
  let progress: Progress = NOTHING;
  /** What is to be written once nobody else writes; undefined while there is no pause. */
  let held: (() => void)[] | undefined;
  const say = (to: Output, lines: readonly string[]): void => {
    if (held) held.push(() => writeLines(to, lines));
    else writeLines(to, lines);
  };
  const resume = (): void => {
    const late = held ?? [];
    held = undefined;
    for (const write of late) write();
  };
  return {
    emit(event) {
      progress = advance(progress, event);
      const to = isWarning(event) ? errors : output;
      if (to === output && quiet) return;
      say(to, scrollLines(event, { source, path, starts: true, style: to.style, columns: to.columns }));
    },
    pause() {
      held ??= [];
    },
    resume,
    close() {
      resume();
      writeLines(errors, failureLines(progress, { source, style: errors.style, columns: errors.columns }));
      if (!quiet) writeLines(output, summaryLines(progress, { output, path }));
    },
  };
}

function isWarning({ type }: BuildEvent): boolean {
  return type === "warning" || type === "printed" || type === "strays" || type === "overlap" || type === "unstaged";
}
