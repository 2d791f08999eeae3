// The last build of a project that had something to do, as its jobs began and ended: what the graph page draws on a line of
// time. Kept beside the history; losing it costs nothing.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BuildEvent, JobKind } from "../model/events.ts";
import { fileName } from "./log-file.ts";

export interface Timeline {
  /** Milliseconds of the epoch. */
  readonly began: number;
  readonly milliseconds: number;
  readonly jobs: readonly TimelineJob[];
}

/** Times are whole milliseconds since the build began. */
export interface TimelineJob {
  readonly name: string;
  readonly kind: JobKind;
  readonly start: number;
  readonly end: number;
  readonly ok: boolean;
}

/** Listens to the events of a run. */
export class TimelineRecorder {
  readonly #began = Date.now();
  readonly #jobs: TimelineJob[] = [];
  #first: number | undefined;
  #last = 0;

  see(event: BuildEvent): void {
    if (event.type === "job-started") this.#first ??= event.time;
    if (event.type !== "job-finished") return;
    const { subject, kind, milliseconds, time, ok } = event;
    this.#last = time;
    this.#jobs.push({ name: subject.name, kind, start: time - milliseconds, end: time, ok });
  }

  /** Puts it in the place of what was kept before, where there was anything to do. */
  keep(storeRoot: string, project: string): void {
    const first = this.#first;
    if (first === undefined) return;
    const since = (time: number): number => Math.max(0, Math.round(time - first));
    const timeline: Timeline = {
      began: this.#began,
      milliseconds: since(this.#last),
      jobs: this.#jobs.map((job) => ({ ...job, start: since(job.start), end: since(job.end) })),
    };
    const file = timelineFile(storeRoot, project);
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(timeline));
    renameSync(temporary, file);
  }
}

export function readTimeline(storeRoot: string, project: string): Timeline | undefined {
  try {
    return JSON.parse(readFileSync(timelineFile(storeRoot, project), "utf8"));
  } catch {
    return undefined;
  }
}

function timelineFile(storeRoot: string, project: string): string {
  return join(storeRoot, "history", `${fileName(project)}.last-build.json`);
}
