// Cuts a stream into lines, in memory that the other side cannot make grow without end.

import type { Readable } from "node:stream";

export interface LineListener {
  /** How long a line may be, in characters. */
  readonly limit: number;
  readonly onLine: (line: string) => void;
  /** A line is longer than the limit. What was read of it comes first; the stream goes on. */
  readonly onTooLong?: () => void;
}

/** Hands over each line without its end, the last one too if it has none. */
export function eachLine(stream: Readable, { limit, onLine, onTooLong }: LineListener): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (rest.length <= limit) return;
    onLine(rest);
    rest = "";
    onTooLong?.();
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
    rest = "";
  });
}
