// One log file per job. The kernel writes command output to it through a descriptor; forge only adds headings. Beside it lies
// a file of JSON lines that says where in it each step begins, and at last that it is whole.

import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

export interface LogFile {
  /** Absolute. */
  readonly path: string;
  /** Open for appending; handed to child processes. */
  readonly descriptor: number;
  write(line: string): void;
  /** Notes that what is written from this position on is a step's. */
  step(step: string, at: number): void;
  /** Notes that nothing more will be written, and closes it. */
  close(): void;
}

let serial = 0;

/** Opens a new log below `<store>/logs`, named for people: project, element, what was done, when. */
export function openLog(storeRoot: string, project: string, element: string, job: string): LogFile {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "").slice(0, 17);
  const path = join(logDirectory(storeRoot, project, element), `${stamp}-${job}-${process.pid}-${serial++}.log`);
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, "a");
  return {
    path,
    descriptor,
    write: (line) => void writeSync(descriptor, `${line}\n`),
    step: (step, at) => appendFileSync(marksOf(path), `${JSON.stringify({ step, at })}\n`),
    close() {
      appendFileSync(marksOf(path), `${JSON.stringify({ end: fstatSync(descriptor).size })}\n`);
      closeSync(descriptor);
    },
  };
}

/** Removes a closed log that nothing was written to: it would stand before one that says something. */
export function discardEmpty({ path }: LogFile): void {
  if (statSync(path).size > 0) return;
  rmSync(path);
  rmSync(marksOf(path), { force: true });
}

/** A part of a log: bytes from, and up to. */
export interface LogPart {
  readonly step: string;
  readonly from: number;
  /** Absent while it is written. */
  readonly to?: number;
}

/** The parts of a log that belong to steps, in order, and whether it is whole. */
export function logParts(path: string): { readonly parts: readonly LogPart[]; readonly ended: boolean } {
  const marks = readMarks(path);
  const parts = marks.flatMap((mark, index): readonly LogPart[] => {
    if (!("step" in mark)) return [];
    const next = marks[index + 1];
    const to = next && ("step" in next ? next.at : next.end);
    return [{ step: mark.step, from: mark.at, ...(to !== undefined && { to }) }];
  });
  return { parts, ended: marks.some((mark) => "end" in mark) || !isAlive(path) };
}

type Mark = { readonly step: string; readonly at: number } | { readonly end: number };

function readMarks(path: string): readonly Mark[] {
  try {
    // A line that is being written is none yet.
    return readFileSync(marksOf(path), "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

/** Whether the forge that wrote a log still runs, by its number in the log's name. */
function isAlive(path: string): boolean {
  const pid = Number(NAME.exec(basename(path))?.[2]);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function marksOf(path: string): string {
  return path.replace(/\.log$/, ".steps");
}

/** A log's name: when, what was done, by which process, and its how manyth log it is. */
const NAME = /^\d{4}-\d{2}-\d{2}T\d+-([a-z]+)-(\d+)-\d+\.log$/;

/** A log that was kept. */
export interface KeptLog {
  /** Absolute. */
  readonly path: string;
  /** What was done: "build", "fetch". */
  readonly job: string;
  /** Milliseconds of the epoch at which it was last written to. */
  readonly time: number;
}

/** All logs of an element, the newest first. */
export function keptLogs(storeRoot: string, project: string, element: string): readonly KeptLog[] {
  const directory = logDirectory(storeRoot, project, element);
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => {
      const job = NAME.exec(name)?.[1];
      const path = join(directory, name);
      const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      return job === undefined || time === undefined ? [] : [{ path, job, time }];
    })
    .sort((a, b) => b.time - a.time || (a.path < b.path ? 1 : -1));
}

/** Where the logs of a project are: a directory for each element. */
export function logsOf(storeRoot: string, project: string): string {
  return join(storeRoot, "logs", fileName(project));
}

function logDirectory(storeRoot: string, project: string, element: string): string {
  return join(logsOf(storeRoot, project), fileName(element));
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
