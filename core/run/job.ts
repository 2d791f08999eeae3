// One piece of work as the views see it: begun, at a step, ended, with a log file that is made when it is first written to.

import type { EventElement, JobKind } from "../model/events.ts";
import type { EngineContext } from "./context.ts";
import { type LogFile, openLog } from "./log-file.ts";

export interface Job {
  readonly log: () => LogFile;
  /** Path of the log, if something was logged. */
  readonly logPath: () => string | undefined;
  readonly step: (step: string) => void;
  readonly end: (ok: boolean) => void;
}

let serial = 0;

/** Begins a job and says so. */
export function startJob(context: EngineContext, subject: EventElement, kind: JobKind): Job {
  const { emit, now, store, graph } = context;
  const job = serial++;
  const began = now();
  let file: LogFile | undefined;
  emit({ type: "job-started", time: began, job, kind, subject });
  return {
    log() {
      file ??= openLog(store.root, graph.project.name, subject.name, kind);
      return file;
    },
    logPath: () => file?.path,
    step: (step) => emit({ type: "job-step", time: now(), job, step }),
    end(ok) {
      file?.close();
      const time = now();
      emit({ type: "job-finished", time, job, kind, subject, milliseconds: time - began, ok, ...(file && { log: file.path }) });
    },
  };
}
