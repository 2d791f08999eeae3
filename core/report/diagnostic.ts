// Renders an error or a warning: code and sentence, the line of the user's file with a caret, details, next steps.
//
// Pure: the text of files comes from the caller. The same facts go out as JSON elsewhere; this is only how people see them.

import type { ErrorDetails, ForgeError } from "../model/errors.ts";
import { type Place, showPlace } from "../model/place.ts";
import type { Style } from "./style.ts";
import { cut, width } from "./width.ts";

export interface DiagnosticOptions {
  readonly style: Style;
  readonly columns: number;
  readonly severity?: "error" | "warning";
  /** Text of a file of the project, or undefined where it is not at hand. */
  readonly source?: (file: string) => string | undefined;
  /** Absolute path to a shorter one for people, such as `~/…`. */
  readonly path?: (absolute: string) => string;
}

/** The lines of a diagnostic, the first of them flush left. */
export function renderDiagnostic(error: ErrorDetails | ForgeError, options: DiagnosticOptions): readonly string[] {
  const { style, severity = "error" } = options;
  const paint = severity === "error" ? style.bad : style.warn;
  const lines = [`${paint(`${severity} ${error.code}`)}  ${style.strong(error.message)}`];
  if (error.place) lines.push(`  ${style.note(showPlace(error.place))}`, ...codeFrame(error.place, options));
  for (const { place, message } of error.related ?? [])
    lines.push(`  ${style.faint("also")} ${message}${place ? ` ${style.note(showPlace(place))}` : ""}`);
  for (const line of (error.detail ?? []).flatMap((text) => text.split("\n"))) lines.push(`  ${detailLine(line, options)}`);
  lines.push(...helpLines(error.help, style));
  return lines;
}

/** What a command printed is faint; where its log is, is a path. */
function detailLine(line: string, { style, path }: DiagnosticOptions): string {
  if (line.startsWith("│")) return style.faint(line);
  const log = /^log: (\/.*)$/.exec(line)?.[1];
  return log !== undefined && path ? `log: ${path(log)}` : line;
}

/** The next steps, the first after a `help:` and the others below it. */
function helpLines(help: string | undefined, style: Style): readonly string[] {
  if (help === undefined || help === "") return [];
  return help.split("\n").map((line, index) => `  ${index === 0 ? style.good("help:") : "     "} ${line}`);
}

/** The line that a place names, with a caret below the column. */
function codeFrame(place: Place, { style, source, columns }: DiagnosticOptions): readonly string[] {
  if (place.line === undefined) return [];
  const text = source?.(place.file)?.split("\n")[place.line - 1];
  if (text === undefined || text.trim() === "") return [];
  const gutter = String(place.line).padStart(5);
  const line = text.replaceAll("\t", "  ");
  const shown = cut(line, Math.max(20, columns - gutter.length - 5));
  const lines = [`  ${style.faint(`${gutter} │`)} ${shown}`];
  if (place.column !== undefined) {
    const before = width(text.slice(0, place.column - 1).replaceAll("\t", "  "));
    if (before < width(shown)) lines.push(`  ${style.faint(`${" ".repeat(gutter.length)} │`)} ${" ".repeat(before)}${style.bad("^")}`);
  }
  return lines;
}

/** What is said of an error that is forge's own fault. The stack comes only where it was asked for. */
export function renderBug(error: unknown, { style, stack: shown }: { readonly style: Style; readonly stack: boolean }): readonly string[] {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return [
    `${style.bad("internal error")}  ${style.strong(message.replace(/^internal: /, ""))}`,
    "  this is a fault of forge, not of the project; nothing in the store was lost",
    ...(shown ? stack.split("\n").slice(1) : []),
    `  ${style.good("help:")} report it with the command, the output of \`forge --version\` and the text above${shown ? "" : "; run it again with --stack for the stack"}`,
  ];
}
