// The lines that stay below while a build runs: how far it is, and a line for each running job, the longest first.
//
// Pure: the same progress at the same moment in the same window is the same frame. Nothing here is wider than the window.

import { type Progress, type RunningJob, settled } from "./progress.ts";
import type { Style } from "./style.ts";
import { cut, pad, width } from "./width.ts";
import { countsText, DOING } from "./wording.ts";

export interface Window {
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
}

const WORD = 10;

/** The frame at `now` milliseconds of the run. */
export function frame(progress: Progress, now: number, window: Window): readonly string[] {
  const jobs = [...progress.jobs.values()].sort((a, b) => a.started - b.started || a.job - b.job);
  const room = Math.max(1, window.rows - 3);
  const shown = jobs.slice(0, jobs.length > room ? room - 1 : room);
  const hidden = jobs.length - shown.length;
  return [
    headline(progress, now, window),
    ...shown.map((job) => jobLine(job, now, window)),
    ...(hidden > 0 ? [window.style.faint(cut(`${" ".repeat(WORD)}… and ${hidden} more`, window.columns))] : []),
  ];
}

function headline(progress: Progress, now: number, { columns, style }: Window): string {
  const done = settled(progress);
  const text = progress.planned === 0 ? clock(now) : `${done} of ${progress.planned}  ${clock(now)}  ${countsText(progress.counts)}`;
  return style.strong(cut(text.trimEnd(), columns));
}

function jobLine({ kind, subject, step, started }: RunningJob, now: number, { columns, style }: Window): string {
  const elapsed = clock(now - started);
  const name = cut(subject.name, Math.max(1, columns - WORD - elapsed.length - 2));
  const room = columns - WORD - width(name) - elapsed.length - 4;
  const shownStep = step !== undefined && room >= 4 ? `  ${cut(step, room)}` : "";
  const middle = pad(`${name}${shownStep}`, columns - WORD - elapsed.length - 1);
  const line = `${cut(pad(DOING[kind], WORD), WORD)}${middle}`;
  // A window too narrow for a name and a clock gets what fits.
  if (columns < WORD + elapsed.length + 6) return cut(`${DOING[kind]} ${subject.name}`, columns);
  return `${style.note(line.slice(0, WORD))}${line.slice(WORD)} ${style.faint(elapsed)}`;
}

/** Elapsed time that keeps its width: "0:07", "12:05", "1:02:05". */
function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number: number): string => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
