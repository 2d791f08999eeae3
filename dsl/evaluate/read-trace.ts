// Remembers what the configuration read through the language's own functions.

import type { ReadTrace } from "../../core/model/evaluation.ts";
import type { ReadRecorder } from "../context.ts";

/** A recorder, and what it recorded so far, sorted. */
export function createReadTrace(): { readonly recorder: ReadRecorder; readonly trace: () => ReadTrace } {
  const files = new Set<string>();
  const directories = new Set<string>();
  const absent = new Set<string>();
  return {
    recorder: {
      file: (path) => void files.add(path),
      directory: (path) => void directories.add(path),
      absent: (path) => void absent.add(path),
    },
    trace: () => ({ files: [...files].sort(), directories: [...directories].sort(), absent: [...absent].sort() }),
  };
}
