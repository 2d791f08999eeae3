// Takes what the configuration prints away from the streams, with the line that printed it.
//
// Knows nothing of what becomes of it. Bounded: a loop that prints must run into the time limit, not out of memory.

import type { PrintedText } from "../../core/model/evaluation.ts";
import { userPlaces } from "./frames.ts";

const MOST_ENTRIES = 200;
const MOST_CHARACTERS = 100_000;

/** Replaces the writing functions of both streams. The list grows as the configuration prints. */
export function capturePrinted(): readonly PrintedText[] {
  const printed: PrintedText[] = [];
  let characters = 0;
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = function write(chunk: string | Uint8Array, ...rest: unknown[]): boolean {
      if (printed.length < MOST_ENTRIES && characters < MOST_CHARACTERS) {
        const text = typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
        characters += text.length;
        const holder: { stack?: string } = {};
        Error.captureStackTrace(holder, write);
        const [place] = userPlaces(holder.stack);
        printed.push({ text: text.replace(/\n$/, ""), ...(place && { place }) });
      }
      const done = rest.find((argument) => typeof argument === "function");
      if (typeof done === "function") queueMicrotask(() => done());
      return true;
    };
  }
  return printed;
}
