// How much room a text takes on a terminal, and making it fit. Wide characters count two, combining ones none.
//
// Texts given here hold no colour codes: they are fitted first and coloured afterwards.

import stringWidth from "string-width";

/** A text cut to at most `columns`, its end marked where something was cut. One line: control characters become blanks. */
export function cut(text: string, columns: number): string {
  const line = oneLine(text);
  if (columns <= 0) return "";
  if (isShort(line, columns)) return line;
  if (stringWidth(line) <= columns) return line;
  let used = 0;
  let kept = "";
  for (const { segment } of graphemes.segment(line)) {
    const width = stringWidth(segment);
    if (used + width > columns - 1) break;
    kept += segment;
    used += width;
  }
  return `${kept}…`;
}

/** A text cut at its beginning, as paths are: what tells them apart is at the end. */
export function cutStart(text: string, columns: number): string {
  const line = oneLine(text);
  if (columns <= 0) return "";
  if (stringWidth(line) <= columns) return line;
  let used = 0;
  let kept = "";
  for (const { segment } of [...graphemes.segment(line)].reverse()) {
    const width = stringWidth(segment);
    if (used + width > columns - 1) break;
    kept = segment + kept;
    used += width;
  }
  return `…${kept}`;
}

/** A text filled with blanks to `columns`. Longer ones stay as they are. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

/** Columns that a text takes. */
export function width(text: string): number {
  return isShort(text, Number.POSITIVE_INFINITY) ? text.length : stringWidth(text);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Nearly every text is plain ASCII, whose width is its length. */
function isShort(text: string, columns: number): boolean {
  return text.length <= columns && /^[\x20-\x7e]*$/.test(text);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\x00-\x1f\x7f-\x9f]+/g, " ");
}
