// The bottom of a terminal: lines that scroll away above, and a frame that is drawn over itself below.
//
// Writes each line of the frame that changed and no other, and a repaint in one piece; nothing is blank in between. Knows
// lines; what is in them is the caller's.

import type { Output } from "./reporter.ts";
import { width } from "./width.ts";

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
/** What is right of the cursor; what is right of it and below. */
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

export class Screen {
  readonly #output: Output;
  /** The frame that is on the screen, and the window's width when it was drawn. */
  #shown: readonly string[] | undefined;
  #columns = 0;
  #above: string[] = [];

  constructor(output: Output) {
    this.#output = output;
  }

  /** Lines that stay. They appear with the next paint. */
  scroll(lines: readonly string[]): void {
    this.#above.push(...lines);
  }

  /** Draws the frame over the last one, below what scrolled meanwhile. */
  paint(frame: readonly string[]): void {
    const { columns } = this.#output;
    const first = this.#shown === undefined ? HIDE_CURSOR : "";
    const isMoved = this.#above.length > 0 || columns !== this.#columns || this.#shown?.length !== frame.length;
    if (isMoved)
      this.#output.write(
        `${first}${this.#toTop()}${[...this.#above, ...frame].map((line) => finished(line, columns)).join("")}${CLEAR_BELOW}`,
      );
    else if (this.#shown?.some((line, index) => line !== frame[index])) this.#output.write(this.#changes(frame));
    this.#above = [];
    this.#shown = frame;
    this.#columns = columns;
  }

  /** Takes the frame away and leaves the terminal as it was found. */
  end(): void {
    if (this.#shown === undefined && this.#above.length === 0) return;
    const { columns } = this.#output;
    const above = this.#above.map((line) => finished(line, columns)).join("");
    this.#output.write(`${this.#toTop()}${above}${this.#shown === undefined ? "" : `${CLEAR_BELOW}${SHOW_CURSOR}`}`);
    this.#above = [];
    this.#shown = undefined;
  }

  /** To the frame's first line. A window made narrower has wrapped its lines. */
  #toTop(): string {
    const columns = Math.max(1, this.#output.columns);
    const rows = (this.#shown ?? []).reduce((sum, line) => sum + Math.max(1, Math.ceil(width(withoutColour(line)) / columns)), 0);
    return rows === 0 ? "" : `\x1b[${rows}A\r`;
  }

  /** Only the lines that differ, each where it stands; the cursor ends below the last. */
  #changes(frame: readonly string[]): string {
    let text = "";
    let row = frame.length;
    for (const [index, line] of frame.entries()) {
      if (line === this.#shown?.[index]) continue;
      text += `${vertically(index - row)}\r${finished(line, this.#columns)}`;
      row = index + 1;
    }
    return text + vertically(frame.length - row);
  }
}

/** A line, and nothing of what stood there before. The last cell of a full line would be cleared, for the cursor still stands there. */
function finished(line: string, columns: number): string {
  const used = width(withoutColour(line));
  return used > 0 && used % columns === 0 ? `${line}\n` : `${line}${CLEAR_LINE}\n`;
}

function vertically(rows: number): string {
  return rows === 0 ? "" : `\x1b[${Math.abs(rows)}${rows < 0 ? "A" : "B"}`;
}

function withoutColour(line: string): string {
  return line.replaceAll(/\x1b\[[0-9;]*m/g, "");
}
