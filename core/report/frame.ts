// The lines that stay below while a build runs: how far it is, what waits, and a line for each running job, the longest first.
//
// Pure: the same progress at the same moment in the same window is the same frame. Nothing here is wider than the window,
// and all clocks move at once, so that a frame at rest changes once a second.

import { perMinute, timeLeft } from "./estimate.ts";
import { type Progress, type RunningJob, settled } from "./progress.ts";
import type { Style } from "./style.ts";
import { cut, pad, width } from "./width.ts";
import { countsText, DOING, leftText, PHASES, placesText, rateText } from "./wording.ts";

export interface Window {
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
  /** The last line that a job printed to its log, if there is one. */
  readonly lastLine?: (log: string) => string | undefined;
}

/** Columns of what a job does, of an element's name, and of a step's, where they are no longer. */
const WORD = 10;
const NAME = 24;
const STEP = 12;
/** Fewer columns of a printed line tell nothing. */
const SHORTEST_LINE = 12;
/** Columns of the bar. */
const BAR = 20;

/** The frame at a moment, in milliseconds of the run. */
export function frame(progress: Progress, moment: number, window: Window): readonly string[] {
  const now = Math.floor(moment / 1000) * 1000;
  const jobs = [...progress.jobs.values()].sort((a, b) => a.started - b.started || a.job - b.job);
  const queues = queueLine(progress, window);
  const room = Math.max(1, window.rows - 2 - (queues === undefined ? 1 : 2));
  const shown = jobs.slice(0, jobs.length > room ? room - 1 : room);
  const hidden = jobs.length - shown.length;
  const names = Math.min(NAME, Math.max(0, ...shown.map(({ subject }) => width(subject.name))));
  return [
    headline(progress, now, window),
    ...(queues === undefined ? [] : [queues]),
    ...shown.map((job) => jobLine(job, { now, names, window })),
    ...(hidden > 0 ? [window.style.faint(cut(`${" ".repeat(WORD)}… and ${hidden} more`, window.columns))] : []),
  ];
}

function headline(progress: Progress, now: number, { columns, style }: Window): string {
  const { planned } = progress;
  if (planned === 0) return style.strong(cut(clock(0, now), columns));
  const done = settled(progress);
  const left = timeLeft(progress, now);
  const rate = perMinute(progress, now);
  const filled = Math.floor((BAR * Math.min(done, planned)) / planned);
  const said = fitting(
    [
      `${done} of ${planned}`,
      clock(0, now),
      ...(left === undefined ? [] : [leftText(left)]),
      ...(rate === undefined ? [] : [rateText(rate)]),
    ],
    columns,
  );
  if (width(said) + BAR + 2 > columns) return style.strong(cut(said, columns));
  return `${style.good("━".repeat(filled))}${style.faint("─".repeat(BAR - filled))}  ${style.strong(said)}`;
}

/** What runs, what could run if there were room, and what became of the rest. None before there is a plan. */
function queueLine(progress: Progress, { columns, style }: Window): string | undefined {
  const { planned, jobs, places, waiting, counts } = progress;
  if (planned === 0) return undefined;
  const fetching = [...jobs.values()].filter(({ kind }) => kind === "fetch").length;
  const parts = placesText({ building: jobs.size - fetching, fetching, places, ready: waiting.fetch + waiting.build });
  return style.faint(
    cut(
      fitting(
        [...parts, countsText(counts)].filter((part) => part !== ""),
        columns,
      ),
      columns,
    ),
  );
}

/** The first texts that have room beside one another; the first in any case. */
function fitting(texts: readonly string[], columns: number): string {
  let said = "";
  for (const text of texts) {
    const more = said === "" ? text : `${said}  ${text}`;
    if (said !== "" && width(more) > columns) break;
    said = more;
  }
  return said;
}

interface LineOptions {
  readonly now: number;
  /** Columns of the names of all jobs that are shown. */
  readonly names: number;
  readonly window: Window;
}

function jobLine({ kind, subject, step, phase, log, started }: RunningJob, { now, names, window }: LineOptions): string {
  const { columns, style } = window;
  const elapsed = clock(started, now);
  // A window too narrow for a name and a clock gets what fits.
  if (columns < WORD + elapsed.length + 6) return cut(`${DOING[kind]} ${subject.name}`, columns);
  const word = cut(pad(DOING[kind], WORD), WORD);
  const room = columns - WORD - elapsed.length - 2;
  const name = pad(cut(subject.name, room), Math.min(names, room));
  const parts = [name];
  let free = room - width(name) - 2;
  const doing = step ?? (phase && PHASES[phase]);
  if (doing !== undefined && free >= 4) {
    const shown = pad(cut(doing, free), Math.min(STEP, free));
    parts.push(shown);
    free -= width(shown) + 2;
  }
  const printed = log === undefined || free < SHORTEST_LINE ? undefined : window.lastLine?.(log);
  const head = parts.join("  ");
  const tail = printed === undefined ? "" : `  ${cut(printed, free)}`;
  const filler = " ".repeat(Math.max(0, room - width(head) - width(tail)));
  return `${style.note(word)}${head}${style.faint(`${tail}${filler}  ${elapsed}`)}`;
}

/** Time since a moment of the run, of one width: "0:07", "12:05", "1:02:05". Seconds of the run, not of the job, make it move. */
function clock(since: number, now: number): string {
  const seconds = Math.max(0, now / 1000 - Math.floor(since / 1000));
  const two = (number: number): string => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
