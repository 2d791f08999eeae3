// Recorded runs, for tests of what is shown: event lists as the engine emits them.

import type { BuildEvent, ElementOutcome } from "../../../core/model/events.ts";
import type { ElementKey } from "../../../core/model/ids.ts";
import type { Output } from "../../../core/report/reporter.ts";
import { createStyle } from "../../../core/report/style.ts";

const key = "0".repeat(64) as ElementKey;
const library = { name: "library", kind: "script" };
const program = { name: "program", kind: "script" };
const image = { name: "image", kind: "compose" };
const counts = { cached: 1, cutoff: 0, built: 1, failed: 1, skipped: 1, cancelled: 0, passed: 0 };

/** One element builds, one fails while a source is fetched, one is skipped. */
export const failingRun: readonly BuildEvent[] = [
  { type: "evaluated", time: 310, cached: false, reason: "build.config.ts changed", milliseconds: 300 },
  { type: "planned", time: 320, elements: 4, cached: 1, targets: [image], logs: "/home/me/logs" },
  { type: "element-finished", time: 320, element: { name: "base", kind: "import" }, outcome: "cached", key, milliseconds: 0 },
  { type: "job-started", time: 330, job: 0, kind: "fetch", subject: program },
  {
    type: "job-started",
    time: 331,
    job: 1,
    kind: "build",
    subject: library,
    why: { type: "changed", count: 3, changes: [{ path: "recipe.steps[0]" }, { path: "dependencies[1].run", about: "base" }] },
  },
  { type: "job-step", time: 340, job: 1, subject: library, step: "run" },
  { type: "job-finished", time: 900, job: 0, kind: "fetch", subject: program, milliseconds: 570, ok: true },
  {
    type: "job-finished",
    time: 1331,
    job: 1,
    kind: "build",
    subject: library,
    milliseconds: 1000,
    ok: true,
    log: "/home/me/logs/library.log",
  },
  { type: "element-finished", time: 1332, element: library, outcome: "built", key, milliseconds: 1001, log: "/home/me/logs/library.log" },
  { type: "strays", time: 1333, element: library, count: 3, paths: ["/usr/bin/x", "/usr/bin/y"] },
  { type: "job-started", time: 1340, job: 2, kind: "build", subject: program, why: { type: "new" } },
  { type: "job-step", time: 1350, job: 2, subject: program, step: "install" },
  {
    type: "job-finished",
    time: 3340,
    job: 2,
    kind: "build",
    subject: program,
    milliseconds: 2000,
    ok: false,
    log: "/home/me/logs/program.log",
  },
  {
    type: "failed",
    time: 3341,
    element: program,
    error: {
      code: "FORGE3001",
      message: "program: step install failed with exit code 1",
      place: { file: "build.config.ts", line: 2, column: 17 },
      detail: ["$ make install", "│ no rule to make target", "log: /home/me/logs/program.log"],
      help: "forge shell --build program\nforge log program",
    },
  },
  { type: "element-finished", time: 3341, element: program, outcome: "failed", key, milliseconds: 2001, log: "/home/me/logs/program.log" },
  { type: "element-finished", time: 3342, element: image, outcome: "skipped", key, milliseconds: 0 },
  { type: "finished", time: 3350, ok: false, counts, milliseconds: 3350 },
];

const configuration = "const a = 1;\nconst program = script({ run: [] });\n";

/** Something to write to that keeps what was written. */
export interface Recorded extends Output {
  readonly text: () => string;
}

export function recorder(columns = 80, rows = 24): Recorded {
  let text = "";
  return {
    columns,
    rows,
    style: createStyle(false),
    write: (more) => {
      text += more;
    },
    text: () => text,
  };
}

/** A long build in its middle: known durations, a queue, two jobs with logs. */
export const longRun: readonly BuildEvent[] = [
  {
    type: "planned",
    time: 0,
    elements: 1300,
    cached: 100,
    targets: [image],
    builders: 4,
    fetchers: 8,
    expected: [
      { name: "kernel", milliseconds: 600_000, path: 900_000 },
      { name: "gcc", milliseconds: 1_200_000, path: 2_000_000 },
      ...Array.from({ length: 1198 }, (_, index) => ({ name: `e${index}`, milliseconds: 3_000, path: 3_000 })),
    ],
  },
  ...Array.from({ length: 100 }, (_, index): BuildEvent => finishedAt(0, `c${index}`, "cached", 0)),
  ...Array.from({ length: 198 }, (_, index): BuildEvent => finishedAt(100_000 + index, `e${index}`, "built", 3_000)),
  { type: "job-started", time: 1_000, job: 0, kind: "build", subject: { name: "gcc", kind: "autotools" } },
  { type: "job-phase", time: 1_500, job: 0, phase: "sandbox" },
  { type: "job-log", time: 1_500, job: 0, log: "/home/me/logs/gcc.log" },
  { type: "job-step", time: 2_000, job: 0, subject: { name: "gcc", kind: "autotools" }, step: "build" },
  { type: "job-started", time: 61_000, job: 1, kind: "build", subject: { name: "kernel", kind: "make" } },
  { type: "job-phase", time: 61_500, job: 1, phase: "stage" },
  { type: "job-started", time: 62_000, job: 2, kind: "fetch", subject: { name: "図書館/📚", kind: "manual" } },
  { type: "job-log", time: 62_000, job: 2, log: "/home/me/logs/books.log" },
  ...Array.from(
    { length: 1000 },
    (_, index): BuildEvent => ({ type: "queued", time: 63_000, element: { name: `e${index + 198}`, kind: "make" }, queue: "build" }),
  ),
];

function finishedAt(time: number, name: string, outcome: ElementOutcome, milliseconds: number): BuildEvent {
  return { type: "element-finished", time, element: { name, kind: "make" }, outcome, key, milliseconds };
}

export const view = {
  source: (file: string): string | undefined => (file === "build.config.ts" ? configuration : undefined),
  path: (path: string): string => path.replace("/home/me", "~"),
  verbosity: "normal" as const,
  lastLine: (): string | undefined => undefined,
};
