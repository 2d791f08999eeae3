// The child's end of the line to forge: a task comes down, messages go up, one JSON text a line.
//
// Written and read synchronously, so that messages keep their order and none is lost when the process ends.

import { readSync, writeSync } from "node:fs";
import { DRIVER_CHANNEL, type DriverMessage, type DriverTask } from "../../core/model/drivers.ts";

export type Send = (message: DriverMessage) => void;

export function readTask(): DriverTask {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.alloc(65_536);
    const length = readSync(DRIVER_CHANNEL, chunk);
    chunks.push(chunk.subarray(0, length));
    if (length === 0 || chunk[length - 1] === NEWLINE) return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  }
}

export const send: Send = (message) => {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let written = 0; written < bytes.length; ) written += writeSync(DRIVER_CHANNEL, bytes, written);
};

const NEWLINE = 10;
