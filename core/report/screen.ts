// The bottom of a terminal: lines that scroll away above, and a frame that is drawn over itself below.
//
// Writes nothing that did not change, and each repaint in one piece. Knows lines; what is in them is the caller's.

import type { Output } from "./reporter.ts";
import { width } from "./width.ts";

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";

export class Screen {
  readonly #output: Output;
  /** Columns of each line of the frame that is on the screen. */
  #drawn: readonly number[] = [];
  #shown: string | undefined;
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
    const text = frame.map((line) => `${line}\n`).join("");
    if (this.#above.length === 0 && text === this.#shown) return;
    const above = this.#above.map((line) => `${line}\n`).join("");
    this.#output.write(`${this.#shown === undefined ? HIDE_CURSOR : ""}${this.#erase()}${above}${text}`);
    this.#above = [];
    this.#shown = text;
    this.#drawn = frame.map((line) => width(withoutColour(line)));
  }

  /** Takes the frame away and leaves the terminal as it was found. */
  end(): void {
    if (this.#shown === undefined && this.#above.length === 0) return;
    const above = this.#above.map((line) => `${line}\n`).join("");
    this.#output.write(`${this.#erase()}${above}${this.#shown === undefined ? "" : SHOW_CURSOR}`);
    this.#above = [];
    this.#shown = undefined;
    this.#drawn = [];
  }

  /** To the frame's first line, and everything from there on cleared. A window made narrower has wrapped its lines. */
  #erase(): string {
    const columns = Math.max(1, this.#output.columns);
    const rows = this.#drawn.reduce((sum, used) => sum + Math.max(1, Math.ceil(used / columns)), 0);
    return rows === 0 ? "" : `\x1b[${rows}A\r\x1b[J`;
  }
}

function withoutColour(line: string): string {
  return line.replaceAll(/\x1b\[[0-9;]*m/g, "");
}
