// The last line of each log, for a view that looks often: a file that did not grow is not read again.
//
// Commands write to their logs themselves, so this costs the same however much they print: one look, and the end of the file.

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** What is read of a log. */
const END = 1024;

/** A function from a log's path to its last line that is not blank, if it has one. */
export function lastLines(): (log: string) => string | undefined {
  const seen = new Map<string, { readonly size: number; readonly line: string | undefined }>();
  return (log) => {
    try {
      const { size } = statSync(log);
      const known = seen.get(log);
      if (known?.size === size) return known.line;
      const line = lastLine(log, size);
      seen.set(log, { size, line });
      return line;
    } catch {
      // A log that somebody removed meanwhile is a log without lines.
      return undefined;
    }
  };
}

function lastLine(log: string, size: number): string | undefined {
  // Programs that draw a bar write over their line: what they wrote last counts.
  return stripVTControlCharacters(endOf(log, size, END))
    .split(/[\r\n]/)
    .findLast((line) => line.trim() !== "")
    ?.trim();
}

/** Of a longer log the end is shown. */
const MOST_SHOWN = 256 * 1024;

/** The lines at the end of a log, from the first that is whole, and how much there is before them. */
export function logEnd(log: string): readonly string[] {
  try {
    const { size } = statSync(log);
    const lines = endOf(log, size, MOST_SHOWN).replace(/\n$/, "").split("\n");
    if (size > MOST_SHOWN) lines.splice(0, 1, `… ${size - MOST_SHOWN} bytes before this are in ${log}`);
    return size === 0 ? [] : lines;
  } catch {
    return [];
  }
}

/** The last bytes of a file as text. A character cut in two at its beginning is left out. */
function endOf(path: string, size: number, most: number): string {
  const end = Buffer.alloc(Math.min(size, most));
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, end, 0, end.length, size - end.length);
  } finally {
    closeSync(descriptor);
  }
  return end.toString("utf8").replace(/^\uFFFD+/, "");
}
