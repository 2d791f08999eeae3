// One hunk of a unified diff.

import { type Hunk, PatchError } from "./model.ts";

/** The first line of a hunk. */
export const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** The hunk that begins at an index of lines, and the index behind it. */
export function parseHunk(lines: readonly string[], start: number): readonly [hunk: Hunk, next: number] {
  const [, at = "0", oldCount = "1", , newCount = "1"] = HUNK.exec(lines[start] ?? "") ?? [];
  let oldLeft = Number(oldCount);
  let newLeft = Number(newCount);
  const before: string[] = [];
  const after: string[] = [];
  let leading = 0;
  let trailing = 0;
  let index = start + 1;
  for (; oldLeft > 0 || newLeft > 0; index++) {
    const line = lines[index];
    // An empty context line whose blank some editor took away.
    const mark = line === "" || line === "\r" ? " " : line?.[0];
    const rest = mark === " " && (line === "" || line === "\r") ? `${line}\n` : `${line?.slice(1)}\n`;
    // Behind the last newline of the patch there is nothing.
    if (line === undefined || (line === "" && index === lines.length - 1) || !mark || !" +-\\".includes(mark))
      throw new PatchError(index + 1, `the hunk of line ${start + 1} is cut short or damaged here`, {
        malformed: true,
        help: "make the patch again: lines were lost or changed in it",
      });
    if (mark === "\\") {
      withoutNewline(before, after, lines[index - 1] ?? "");
      continue;
    }
    if (mark !== "+") oldLeft--;
    if (mark !== "-") newLeft--;
    if (oldLeft < 0 || newLeft < 0)
      throw new PatchError(index + 1, `the hunk of line ${start + 1} has other lines than it counts`, { malformed: true });
    if (mark !== "+") before.push(rest);
    if (mark !== "-") after.push(rest);
    if (mark !== " ") trailing = 0;
    else {
      trailing++;
      if (before.length === trailing && after.length === trailing) leading = trailing;
    }
  }
  if ((lines[index] ?? "").startsWith("\\")) {
    withoutNewline(before, after, lines[index - 1] ?? "");
    index++;
  }
  return [{ line: start + 1, at: Number(at), before, after, leading, trailing }, index];
}

/** `\ No newline at end of file` speaks of the line before it. */
function withoutNewline(before: string[], after: string[], line: string): void {
  const cut = (lines: string[]): void => {
    const last = lines.pop();
    if (last !== undefined) lines.push(last.replace(/\n$/, ""));
  };
  if (!line.startsWith("+")) cut(before);
  if (!line.startsWith("-")) cut(after);
}
