// Recorded runs, for tests of what is shown: event lists as the engine emits them.

import type { BuildEvent } from "../../../core/model/events.ts";
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
  { type: "job-started", time: 331, job: 1, kind: "build", subject: library },
  { type: "job-step", time: 340, job: 1, step: "run" },
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
  { type: "job-started", time: 1340, job: 2, kind: "build", subject: program },
  { type: "job-step", time: 1350, job: 2, step: "install" },
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

export const view = {
  source: (file: string): string | undefined => (file === "build.config.ts" ? configuration : undefined),
  path: (path: string): string => path.replace("/home/me", "~"),
};
