// Columns for people: as wide as their contents, the last one cut to the window. Not for tools, which have --json.

import type { Style } from "./style.ts";
import { cut, pad, width } from "./width.ts";

export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

export interface Table {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly (string | Cell)[])[];
}

/** The lines of a table. Without a limit nothing is cut. */
export function tableLines(
  { heads, rows }: Table,
  { style, columns }: { readonly style: Style; readonly columns: number },
): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "string" ? { text: cell } : cell)));
  const widths = heads.map((head, index) => Math.max(width(head), ...cells.map((row) => width(row[index]?.text ?? ""))));
  const line = (row: readonly Cell[]): string => {
    let room = columns;
    const shown: string[] = [];
    for (const [index, { text, paint }] of row.entries()) {
      const last = index === row.length - 1;
      const fitted = cut(text, room);
      shown.push((paint ?? identity)(last ? fitted : pad(fitted, Math.min(room, widths[index] ?? 0))));
      room -= (widths[index] ?? 0) + 2;
      if (room <= 0) break;
    }
    return shown.join("  ").trimEnd();
  };
  return [line(heads.map((text) => ({ text, paint: style.faint }))), ...cells.map(line)];
}

function identity(text: string): string {
  return text;
}
