// One log file per job. The kernel writes command output to it through a descriptor; forge only adds headings.

import { closeSync, mkdirSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

export interface LogFile {
  /** Absolute. */
  readonly path: string;
  /** Open for appending; handed to child processes. */
  readonly descriptor: number;
  write(line: string): void;
  close(): void;
}

let serial = 0;

/** Opens a new log below `<store>/logs`, named for people: project, element, what was done, when. */
export function openLog(storeRoot: string, project: string, element: string, job: string): LogFile {
  const stamp = new Date().toISOString().replace(/[:.]/g, "").slice(0, 15);
  const path = join(storeRoot, "logs", fileName(project), fileName(element), `${stamp}-${job}-${process.pid}-${serial++}.log`);
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, "a");
  return {
    path,
    descriptor,
    write: (line) => void writeSync(descriptor, `${line}\n`),
    close: () => closeSync(descriptor),
  };
}

/** A project's or element's name as a path without surprises. */
export function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9._@-]+/g, "-").replace(/^[.-]+/, "") || "unnamed";
}

/** The last lines of a log, at most `lines` and at most some 16 KB. */
export function logTail(path: string, lines: number): readonly string[] {
  const size = statSync(path).size;
  const length = Math.min(size, 16_384);
  const buffer = Buffer.alloc(length);
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, buffer, 0, length, size - length);
  } finally {
    closeSync(descriptor);
  }
  return buffer.toString("utf8").replace(/\n$/, "").split("\n").slice(-lines);
}
