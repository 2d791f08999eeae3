// A file that a view writes to, begun anew or gone on with: no window, no colours.

import { closeSync, openSync, writeSync } from "node:fs";
import { ForgeError } from "../model/errors.ts";
import type { Output } from "../report/reporter.ts";
import { createStyle } from "../report/style.ts";

export interface OutputFile extends Output {
  close(): void;
}

/** Opens it, behind what is in it where that is wanted. Throws FORGE5006. A disk that becomes full later ends the file, not the run. */
export function openOutputFile(path: string, append = false): OutputFile {
  const descriptor = open(path, append ? "a" : "w");
  let broken = false;
  return {
    columns: Number.POSITIVE_INFINITY,
    rows: Number.POSITIVE_INFINITY,
    style: createStyle(false),
    write(text) {
      if (broken) return;
      try {
        writeSync(descriptor, text);
      } catch {
        broken = true;
      }
    },
    close: () => closeSync(descriptor),
  };
}

function open(path: string, flags: "a" | "w"): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw new ForgeError({
      code: "FORGE5006",
      message: `${path} cannot be written`,
      help: "name a file in a directory of yours",
      cause: error,
    });
  }
}
