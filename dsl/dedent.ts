// Takes off the indentation that the lines of a template share, and the line breaks right inside the backquotes.
//
// Looks at what is written alone: what is interpolated is no indentation, and its lines are left as they are.

/** Stands for a value while lines are looked at; no text has such a character. */
const HOLE = "\0";

/** The pieces between values. What stands on the first line, right behind the backquote, is left where it is. */
export function dedent(pieces: readonly string[]): readonly string[] {
  const lines = pieces.join(HOLE).split("\n");
  if (lines.length === 1) return [...pieces];
  const startsOnFirstLine = lines[0]?.trim() !== "";
  const indented = startsOnFirstLine ? lines.slice(1) : lines;
  const margin = sharedMargin(indented.filter((line) => line.trim() !== ""));
  const cut = lines.map((line, index) =>
    index === 0 && startsOnFirstLine ? line : line.startsWith(margin) ? line.slice(margin.length) : line.trimStart(),
  );
  if (!startsOnFirstLine) cut.shift();
  if (cut.at(-1)?.trim() === "") cut.pop();
  return cut.join("\n").split(HOLE);
}

function sharedMargin(lines: readonly string[]): string {
  let margin: string | undefined;
  for (const line of lines) {
    const own = /^[ \t]*/.exec(line)?.[0] ?? "";
    if (margin === undefined) margin = own;
    let length = 0;
    while (length < margin.length && margin[length] === own[length]) length += 1;
    margin = margin.slice(0, length);
  }
  return margin ?? "";
}
