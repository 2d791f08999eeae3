// A run as a trace in Chrome's format: a lane for each place that works, with the phases and steps of its jobs inside them;
// waits for a place; how many wait.
//
// Written as events come, an array whose end may be missing: what is there of a run that was killed can be opened, too.

import type { BuildEvent, JobKind } from "../model/events.ts";
import type { Output, Reporter } from "./reporter.ts";

interface OpenJob {
  readonly lane: number;
  readonly name: string;
  readonly kind: JobKind;
  readonly started: number;
  readonly args: { readonly [name: string]: unknown };
  phase?: { readonly name: string; readonly since: number };
  step?: { readonly name: string; readonly since: number };
}

/** The lane of what is done once: evaluating. */
const MAIN = 0;

export function createTraceReporter(output: Pick<Output, "write">): Reporter {
  const jobs = new Map<number, OpenJob>();
  /** By lane: whether a job is in it. Lane 0 is nobody's. */
  const lanes: boolean[] = [true];
  const waiting = { fetch: 0, build: 0 };
  let waits = 0;
  let last = 0;
  let separator = "[\n";
  put({ ph: "M", name: "process_name", tid: MAIN, args: { name: "forge" } });
  put({ ph: "M", name: "thread_name", tid: MAIN, args: { name: "run" } });

  return {
    emit(event) {
      last = Math.max(last, event.time);
      add(event);
    },
    pause: () => undefined,
    resume: () => undefined,
    close() {
      for (const job of jobs.keys()) endJob(job, last, false);
      output.write(`${separator === "[\n" ? "[" : ""}\n]\n`);
    },
  };

  function add(event: BuildEvent): void {
    switch (event.type) {
      case "evaluated":
        slice({ name: "evaluate", lane: MAIN, from: event.time - event.milliseconds, to: event.time, args: { cached: event.cached } });
        return;
      case "planned":
        put({
          ph: "i",
          s: "p",
          name: "planned",
          tid: MAIN,
          ts: micro(event.time),
          args: { elements: event.elements, cached: event.cached },
        });
        return;
      case "queued":
        waiting[event.queue]++;
        count(event.time);
        return;
      case "admitted":
        waiting[event.queue]--;
        count(event.time);
        wait(event);
        return;
      case "job-started": {
        const { job, kind, subject, time, why } = event;
        jobs.set(job, {
          lane: takeLane(),
          name: `${kind} ${subject.name}`,
          kind,
          started: time,
          args: { kind: subject.kind, ...(why && { why }) },
        });
        return;
      }
      case "job-phase": {
        const job = jobs.get(event.job);
        if (!job) return;
        endPhase(job, event.time);
        job.phase = { name: event.phase, since: event.time };
        return;
      }
      case "job-step": {
        const job = jobs.get(event.job);
        if (!job) return;
        endStep(job, event.time);
        job.step = { name: event.step, since: event.time };
        return;
      }
      case "job-finished":
        endJob(event.job, event.time, event.ok);
        return;
      default:
        return;
    }
  }

  function endJob(id: number, time: number, ok: boolean): void {
    const job = jobs.get(id);
    if (!job) return;
    endPhase(job, time);
    slice({ name: job.name, lane: job.lane, from: job.started, to: time, category: job.kind, args: { ...job.args, ok } });
    lanes[job.lane] = false;
    jobs.delete(id);
  }

  function endPhase(job: OpenJob, time: number): void {
    endStep(job, time);
    if (job.phase) slice({ name: job.phase.name, lane: job.lane, from: job.phase.since, to: time, category: "phase" });
    delete job.phase;
  }

  function endStep(job: OpenJob, time: number): void {
    if (job.step) slice({ name: job.step.name, lane: job.lane, from: job.step.since, to: time, category: "step" });
    delete job.step;
  }

  function takeLane(): number {
    const free = lanes.indexOf(false);
    const lane = free < 0 ? lanes.length : free;
    if (free < 0) put({ ph: "M", name: "thread_name", tid: lane, args: { name: `job ${lane}` } });
    lanes[lane] = true;
    return lane;
  }

  /** Waits overlap: each is a track of its own. One that was over at once is none. */
  function wait({ element, queue, time, milliseconds }: Extract<BuildEvent, { readonly type: "admitted" }>): void {
    if (milliseconds < 1) return;
    const about = { name: `${element.name} waits to ${queue}`, cat: "queue", id: waits++, tid: MAIN };
    put({ ...about, ph: "b", ts: micro(time - milliseconds) });
    put({ ...about, ph: "e", ts: micro(time) });
  }

  function count(time: number): void {
    put({ ph: "C", name: "waiting", tid: MAIN, ts: micro(time), args: { ...waiting } });
  }

  function slice({ name, lane, from, to, category = "run", args }: Slice): void {
    const ts = micro(from);
    put({ ph: "X", name, cat: category, tid: lane, ts, dur: micro(to) - ts, ...(args && { args }) });
  }

  function put(entry: { readonly [member: string]: unknown }): void {
    output.write(`${separator}${JSON.stringify({ pid: 1, ...entry })}`);
    separator = ",\n";
  }
}

interface Slice {
  readonly name: string;
  readonly lane: number;
  /** Milliseconds of the run. */
  readonly from: number;
  readonly to: number;
  readonly category?: string;
  readonly args?: { readonly [name: string]: unknown };
}

/** Whole microseconds: what lies within something else by time does so still when rounded. */
function micro(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1000));
}
