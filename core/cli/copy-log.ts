// Writes a log, or the parts of it that belong to a step, to a stream: as far as it goes, or until nobody writes it any more.

import { createReadStream, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { setTimeout as after } from "node:timers/promises";
import { logParts } from "../run/log-file.ts";

export interface CopyOptions {
  readonly follow: boolean;
  /** Only what this step printed. */
  readonly step?: string;
  /** Ends following. */
  readonly signal?: AbortSignal;
}

/** Milliseconds between two looks at a log that is written. */
const LOOK = 200;

export async function copyLog(path: string, to: NodeJS.WritableStream, { follow, step, signal }: CopyOptions): Promise<void> {
  let from = 0;
  let before = 0;
  for (;;) {
    const { parts, ended } = logParts(path);
    const { size } = statSync(path);
    // Where a step begins is noted a moment after: of a log that is written, what is new may be the next one's.
    const until = step === undefined || ended || !follow ? size : before;
    const wanted = step === undefined ? [{ from: 0, to: size }] : parts.filter((part) => part.step === step);
    for (const part of wanted) await copyBytes(path, to, { from: Math.max(from, part.from), to: Math.min(until, part.to ?? size) });
    if (!follow || ended || signal?.aborted) return;
    from = until;
    before = size;
    await after(LOOK, undefined, signal && { signal }).catch(() => undefined);
  }
}

async function copyBytes(path: string, to: NodeJS.WritableStream, range: { readonly from: number; readonly to: number }): Promise<void> {
  if (range.from >= range.to) return;
  // Both ends of a range are within it.
  await pipeline(createReadStream(path, { start: range.from, end: range.to - 1 }), to, { end: false });
}
