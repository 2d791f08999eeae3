// A terminal of so many columns and endless rows, which knows the control sequences that the screen writes.
//
// A full line leaves the cursor on its last cell until more is written, as terminals do.

/** The lines that it shows after a text, blanks at their ends left out. */
export function screenOf(text: string, columns = Number.POSITIVE_INFINITY): readonly string[] {
  const lines = [""];
  let row = 0;
  let column = 0;
  for (const [, count, act, other] of text.matchAll(/\x1b\[\??(\d*)([A-Za-z])|([^\x1b])/g)) {
    const current = lines[row] ?? "";
    if (act === "A") row = Math.max(0, row - Number(count));
    else if (act === "B") row += Number(count);
    else if (act === "K") lines[row] = current.slice(0, Math.min(column, columns - 1));
    else if (act === "J") lines.splice(row, lines.length - row, current.slice(0, Math.min(column, columns - 1)));
    else if (other === "\r") column = 0;
    else if (other === "\n") {
      // As the terminal's driver has it: down, and to the left.
      row++;
      column = 0;
    } else if (other !== undefined) {
      if (column === columns) {
        row++;
        column = 0;
      }
      const there = (lines[row] ?? "").padEnd(column);
      lines[row] = there.slice(0, column) + other + there.slice(column + 1);
      column++;
    }
    while (lines.length <= row) lines.push("");
  }
  return lines.map((line) => line.trimEnd());
}
