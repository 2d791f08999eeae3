// One piece of work as the views see it: begun, at a step, ended, with a log file that is made when it is first written to.

import type { BuildReason, EventElement, JobKind, JobPhase, Queue } from "../model/events.ts";
import type { EngineContext } from "./context.ts";
import { type LogFile, openLog } from "./log-file.ts";

export interface Job {
  readonly log: () => LogFile;
  /** Path of the log, if something was logged. */
  readonly logPath: () => string | undefined;
  readonly phase: (phase: JobPhase) => void;
  readonly step: (step: string) => void;
  /** `stored`: bytes of files that it put into the store. */
  readonly end: (ok: boolean, stored?: number) => void;
}

let serial = 0;

/** Begins a job and says so. */
export function startJob(
  context: Pick<EngineContext, "emit" | "now" | "store" | "graph">,
  subject: EventElement,
  kind: JobKind,
  why?: BuildReason,
): Job {
  const { emit, now, store, graph } = context;
  const job = serial++;
  const began = now();
  let file: LogFile | undefined;
  emit({ type: "job-started", time: began, job, kind, subject, ...(why && { why }) });
  return {
    log() {
      if (file) return file;
      file = openLog(store.root, graph.project.name, subject.name, kind);
      emit({ type: "job-log", time: now(), job, log: file.path });
      return file;
    },
    logPath: () => file?.path,
    phase: (phase) => emit({ type: "job-phase", time: now(), job, phase }),
    step: (step) => emit({ type: "job-step", time: now(), job, subject, step }),
    end(ok, stored) {
      file?.close();
      const time = now();
      emit({
        type: "job-finished",
        time,
        job,
        kind,
        subject,
        milliseconds: time - began,
        ok,
        ...(file && { log: file.path }),
        ...(stored !== undefined && { stored }),
      });
    },
  };
}

/** Says that an element waits for a place. The result is to be called when it has it. */
export function startWaiting({ emit, now }: EngineContext, element: EventElement, queue: Queue): () => void {
  const began = now();
  emit({ type: "queued", time: began, element, queue });
  return () => {
    const time = now();
    emit({ type: "admitted", time, element, queue, milliseconds: time - began });
  };
}
