// The lines that an event leaves behind: what scrolls above the live view, and all there is off a terminal.
//
// Pure. Warnings are whole diagnostics; failures are one line here, for their diagnostics stand in the final report.

import { type ErrorDetails, unreachable } from "../model/errors.ts";
import type { PrintedText } from "../model/evaluation.ts";
import type { BuildEvent, ElementOutcome, JobKind } from "../model/events.ts";
import { showPlace } from "../model/place.ts";
import { type DiagnosticOptions, renderDiagnostic } from "./diagnostic.ts";
import type { Progress } from "./progress.ts";
import type { Style } from "./style.ts";
import { cut, cutStart, pad, width } from "./width.ts";
import { BEFORE, CUTOFF, DID, DOING, duration, plural, RESUMED, RETRIED, runningText, SETTLED, TAINTED, whyText } from "./wording.ts";

export interface ScrollOptions extends DiagnosticOptions {
  /** Which jobs are told when they begin: a live view shows that otherwise, and what runs no commands ends at once. */
  readonly starts: "none" | "long" | "all";
  /** Whether steps are told, and elements for which there was nothing to do. */
  readonly verbose?: boolean;
  /** Absolute path to a shorter one for people, such as `~/…`. */
  readonly path: (absolute: string) => string;
}

/** Columns of the word that a line begins with. */
const WORD = 10;
/** Columns of the element's name, where it is no longer than that; fewer in a narrow window. */
const NAME = 24;

/** The lines for one event. None for what is not worth one. */
export function scrollLines(event: BuildEvent, options: ScrollOptions): readonly string[] {
  const { style } = options;
  const line = (word: string, paint: (text: string) => string, name: string, rest?: string): string =>
    row(options, { word, paint, name, rest });
  switch (event.type) {
    case "changed":
      return indentedFrom("changed", event.paths, options);
    case "stale":
      return [line("stale", style.warn, event.element.name, whyText(event.why))];
    case "evaluated":
      return event.cached ? [] : [line("evaluated", style.note, `the configuration in ${duration(event.milliseconds)}`, event.reason)];
    case "printed":
      return renderDiagnostic(printedWarning(event), { ...options, severity: "warning" });
    case "planned":
      if (event.cached === event.elements) return [];
      return [
        line("planned", style.note, plural(event.elements, "element"), event.cached > 0 ? `${event.cached} in the store` : undefined),
      ];
    case "job-started":
      if (options.starts === "none" || (options.starts === "long" && SHORT.has(event.kind))) return [];
      return [
        line(
          DOING[event.kind],
          style.faint,
          event.subject.name,
          [event.subject.kind, ...(event.why ? [whyText(event.why)] : [])].join("  "),
        ),
      ];
    case "job-step":
      return options.verbose ? [line("step", style.faint, event.subject.name, event.step)] : [];
    case "job-finished":
      // A job that makes an element ends with that element, which has a line of its own.
      if (!event.ok || (event.kind !== "fetch" && event.kind !== "track" && event.kind !== "checkout")) return [];
      return [row(options, { word: DID[event.kind], paint: style.note, name: event.subject.name, ...timeAndLog(event, options) })];
    case "element-finished": {
      const { outcome, element } = event;
      const paint = OUTCOMES[outcome];
      if (!paint) return options.verbose ? [line(SETTLED[outcome], style.faint, element.name, element.kind)] : [];
      if (outcome === "cutoff") return [line(SETTLED[outcome], style[paint], element.name, CUTOFF)];
      if (event.tainted) return [line(SETTLED[outcome], style.warn, element.name, `${duration(event.milliseconds)}  ${TAINTED}`)];
      if (event.before !== undefined) return [line(SETTLED[outcome], style[paint], element.name, BEFORE)];
      return [row(options, { word: SETTLED[outcome], paint: style[paint], name: element.name, ...timeAndLog(event, options) })];
    }
    case "retried":
      return [line(event.resumed ? RESUMED : RETRIED, style.note, event.element.name)];
    case "tracked": {
      const { source, from, to, place, elements = [] } = event;
      const needs = [...(place ? [showPlace(place)] : []), ...(elements.length > 0 ? [`needed by ${elements.join(", ")}`] : [])].join("  ");
      return [
        line("moved", style.note, source, from === undefined ? `→ ${to}` : `${from} → ${to}`),
        ...(needs === "" ? [] : indented([needs], 1, options)),
      ];
    }
    case "warning":
      return renderDiagnostic(event.warning, { ...options, severity: "warning" });
    case "strays": {
      const said = `${plural(event.count, "file")} written outside the output; is DESTDIR missing?`;
      return [line("dropped", style.warn, event.element.name, said), ...indented(event.paths, event.count, options)];
    }
    case "overlap": {
      const paths = event.paths.map(({ path, by }) => `${path}  (${by.join(", then ")})`);
      const said = `${plural(event.count, "file")} provided by several dependencies`;
      return [line("overlap", style.warn, event.element.name, said), ...indented(paths, event.count, options)];
    }
    case "unstaged": {
      const paths = event.paths.map(({ path, by }) => `${path}  (${by.join(", then ")})`);
      const said = `${plural(event.count, "file")} left out: a directory of another dependency is there`;
      return [line("overlap", style.warn, event.element.name, said), ...indented(paths, event.count, options)];
    }
    case "queued":
    case "admitted":
    case "job-log":
    case "job-phase":
    case "critical-path":
    case "failed":
    case "finished":
      return [];
    default:
      return unreachable(event);
  }
}

/** Jobs that run no commands. */
const SHORT: ReadonlySet<JobKind> = new Set<JobKind>(["import", "compose", "filter", "stack", "checkout"]);

/** More are counted. */
const MOST_RUNNING = 3;

/** What runs, where nothing else was said for long. None where nothing does. */
export function heartbeatLine(
  { jobs }: Progress,
  { now, style, columns }: { readonly now: number; readonly style: Style; readonly columns: number },
): readonly string[] {
  const running = [...jobs.values()].sort((a, b) => a.started - b.started);
  if (running.length === 0) return [];
  const shown = running
    .slice(0, MOST_RUNNING)
    .map((job) => runningText({ ...job, name: job.subject.name, milliseconds: now - job.started }));
  const more = running.length - shown.length;
  return [style.faint(pad("running", WORD)) + cut(`${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`, columns - WORD)];
}

/** Outcomes that are worth a line, and how it looks. What is cached or skipped is only counted. */
const OUTCOMES: { readonly [outcome in ElementOutcome]?: keyof Style } = {
  built: "good",
  passed: "good",
  cutoff: "good",
  failed: "bad",
  cancelled: "warn",
};

function timeAndLog(
  { milliseconds, log }: { readonly milliseconds: number; readonly log?: string },
  { path }: ScrollOptions,
): Pick<Row, "rest" | "path"> {
  return { rest: duration(milliseconds), path: log && path(log) };
}

interface Row {
  readonly word: string;
  readonly paint: (text: string) => string;
  readonly name: string;
  readonly rest?: string | undefined;
  /** A file, after the rest. Where it has no room its beginning goes; where it has next to none, all of it. */
  readonly path?: string | undefined;
}

/** Columns of a time. */
const TIME = 8;
/** Less of a path than that tells nothing. */
const SHORTEST_PATH = 24;

/** One line of columns: a word in colour, a name, and the rest. */
function row({ columns, style }: ScrollOptions, { word, paint, name, rest, path }: Row): string {
  const shownName = cut(name, columns - WORD);
  const nameColumns = Math.max(width(shownName), Math.min(NAME, Math.floor((columns - WORD) / 2)));
  const room = columns - WORD - nameColumns - 2;
  if (rest === undefined || room < TIME) return (paint(pad(word, WORD)) + shownName).trimEnd();
  const head = paint(pad(word, WORD)) + pad(shownName, nameColumns);
  const shownPath = path !== undefined && room - TIME - 2 >= Math.min(SHORTEST_PATH, width(path));
  const tail = shownPath ? `${pad(rest, TIME)}  ${cutStart(path, room - TIME - 2)}` : cut(rest, room);
  return `${head}  ${style.faint(tail)}`;
}

/** A word, a first text beside it, and the others below. */
function indentedFrom(word: string, [first = "", ...others]: readonly string[], options: ScrollOptions): readonly string[] {
  const { style, columns, path } = options;
  const shown = others.slice(0, MOST_PATHS).map(path);
  return [style.note(pad(word, WORD)) + cutStart(path(first), columns - WORD), ...indented(shown, others.length, options)];
}

/** Paths below the first one. */
const MOST_PATHS = 3;

function indented(texts: readonly string[], count: number, { columns, style }: ScrollOptions): readonly string[] {
  const shown = texts.map((text) => `${" ".repeat(WORD)}${style.faint(cut(text, columns - WORD))}`);
  return count > texts.length ? [...shown, `${" ".repeat(WORD)}${style.faint(`… and ${count - texts.length} more`)}`] : shown;
}

/** The warning that a configuration printed. */
export function printedWarning(event: PrintedText): ErrorDetails {
  return {
    code: "FORGE1020",
    message: "the configuration printed",
    ...(event.place && { place: event.place }),
    detail: event.text
      .replace(/\n$/, "")
      .split("\n")
      .map((line) => `│ ${line}`),
    help: "configuration declares and does not print: remove the call",
  };
}
