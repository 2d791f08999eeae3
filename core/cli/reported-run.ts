// Runs a verb that takes its time under a view: events go to the view, errors become events, signals stop the run.

import { createSuspension } from "../../sandbox/suspension.ts";
import { type ErrorDetails, isForgeError } from "../model/errors.ts";
import type { BuildEvent, ElementOutcome, Emit } from "../model/events.ts";
import { RunClock } from "./control/run-clock.ts";
import { RunControl } from "./control/run-control.ts";
import type { GlobalOptions } from "./program.ts";
import { createReporter } from "./reporting.ts";
import { sourceReader } from "./say-error.ts";
import { type NamedElements, openSession, type Session } from "./session.ts";
import { listenForSignals, type Stopping } from "./signals.ts";
import { personAt } from "./terminal.ts";

/** What a verb did. */
export interface RunEnd {
  readonly ok: boolean;
  /** How the elements ended, for the summary. */
  readonly outcomes?: Iterable<ElementOutcome>;
  /** Lines for people below everything else. */
  readonly said?: readonly string[];
}

/** A run among others of one command. */
export interface RunAmongOthers {
  /** Listens to signals for all of them. */
  readonly stopping: Stopping;
  /** Aborted when what runs is to end and nothing is to be started. */
  readonly drain: AbortSignal;
  /** Said before anything else. */
  readonly first?: BuildEvent | undefined;
}

/** Opens a session, runs the verb, reports how it ended. Returns the exit code. */
export async function reportedRun(
  options: GlobalOptions & NamedElements,
  verb: (session: Session, control: RunControl) => Promise<RunEnd>,
  among?: RunAmongOthers,
): Promise<number> {
  const clock = new RunClock();
  const { now } = clock;
  let projectRoot: string | undefined;
  const stopping = among ? among.stopping : listenForSignals();
  using _listening = among ? undefined : stopping;
  const source = (file: string): string | undefined => sourceReader(projectRoot)(file);
  const reporter = await createReporter({ options, now, source, append: among?.first !== undefined });
  const suspension = createSuspension();
  using control = new RunControl({
    stopping,
    suspension,
    clock,
    reporter,
    source,
    terminal: options.json || among ? undefined : personAt(process),
  });
  const emit: Emit = (event) => reporter.emit(event);
  let said: readonly string[] = [];
  if (among?.first) emit(among.first);
  try {
    await using session = await openSession({
      options,
      emit,
      now,
      signal: stopping.signal,
      jobs: suspension,
      drain: among ? AbortSignal.any([control.drain, among.drain]) : control.drain,
      onProject: (root) => (projectRoot = root),
    });
    control.begin();
    const { ok, outcomes = [], ...end } = await verb(session, control);
    await control.end();
    said = end.said ?? [];
    finish(ok && !stopping.stopped, outcomes);
    return stopping.stopped?.exitCode ?? (ok ? 0 : (control.drained?.exitCode ?? 1));
  } catch (error) {
    await control.end();
    if (stopping.stopped) {
      finish(false, []);
      return stopping.stopped.exitCode;
    }
    if (!isForgeError(error)) throw error;
    emit({ type: "failed", time: now(), error: error.toJSON() as unknown as ErrorDetails });
    finish(false, []);
    return error.code === "FORGE1021" ? 2 : 1;
  } finally {
    await reporter.close(said);
  }

  function finish(ok: boolean, outcomes: Iterable<ElementOutcome>): void {
    const counts = { cached: 0, cutoff: 0, built: 0, passed: 0, failed: 0, skipped: 0, cancelled: 0 };
    for (const outcome of outcomes) counts[outcome]++;
    emit({ type: "finished", time: now(), ok, counts, milliseconds: now() });
  }
}
