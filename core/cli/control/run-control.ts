// A person's hold on a run: Ctrl-C suspends it and asks, Ctrl-Z suspends it with forge, a failure suspends it and asks.
//
// One dialogue at a time, in which no job runs, no time counts and no view draws. It knows neither how jobs are suspended nor
// what becomes of an answer: ports do that.

import type { Suspension } from "../../../sandbox/suspension.ts";
import type { Reporter } from "../../report/reporter.ts";
import type { FailedBuild, FailureDecision, OnFailure } from "../../run/on-failure.ts";
import type { GlobalOptions } from "../program.ts";
import { Stopped, type Stopping } from "../signals.ts";
import type { Stream } from "../terminal.ts";
import { type Asking, ask } from "./ask.ts";
import { decideFailure } from "./failure-menu.ts";
import { isForeground, stopThisProcess } from "./foreground.ts";
import { INTERRUPTED } from "./interrupt-menu.ts";
import type { RunClock } from "./run-clock.ts";

export interface ControlInputs {
  readonly stopping: Stopping;
  readonly suspension: Suspension;
  readonly clock: RunClock;
  readonly reporter: Reporter;
  /** The person's terminal, where there is a person who can answer. */
  readonly terminal?: Stream | undefined;
  readonly source: (file: string) => string | undefined;
}

export class RunControl implements Disposable {
  readonly #inputs: ControlInputs;
  readonly #drain = new AbortController();
  #drained: Stopped | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #talking = false;
  /** Whether the terminal is somebody else's for a while: keys and their signals mean what that says. */
  #away = false;
  #running = false;

  constructor(inputs: ControlInputs) {
    this.#inputs = inputs;
    inputs.stopping.onInterrupt = () => this.#interrupt();
    inputs.stopping.onStop = () => inputs.suspension.resume();
    process.on("SIGTSTP", this.#stop);
  }

  /** Aborted when what runs is to end and nothing is to be started. */
  get drain(): AbortSignal {
    return this.#drain.signal;
  }

  /** Set once a person said so. */
  get drained(): Stopped | undefined {
    return this.#drained;
  }

  /** Who decides about failures: a person, unless there is none or the command line has decided. */
  policy({ onError }: Pick<GlobalOptions, "onError">): { readonly onFailure?: OnFailure } {
    return this.#inputs.terminal && onError === undefined ? { onFailure: (failed) => this.#failed(failed) } : {};
  }

  /** From here on there is work that can be suspended. */
  begin(): void {
    this.#running = true;
  }

  /** Resolves when nobody is being asked. From then on a signal just ends the run. */
  async end(): Promise<void> {
    this.#running = false;
    await this.#turn;
  }

  [Symbol.dispose](): void {
    const { stopping } = this.#inputs;
    stopping.onInterrupt = undefined;
    stopping.onStop = undefined;
    process.off("SIGTSTP", this.#stop);
  }

  #interrupt(): void {
    const { terminal, stopping } = this.#inputs;
    if (this.#away) return;
    if (!terminal || !this.#running || this.#talking || this.#drain.signal.aborted || !isForeground()) {
      stopping.stop("SIGINT");
      return;
    }
    void this.#hold(async () => {
      const choice = await ask(INTERRUPTED, this.#asking(terminal));
      if (choice === undefined || choice.key === "t") this.#terminate();
      else if (choice.key === "q") this.#letEnd();
    });
  }

  /** Unless a signal has done so, for which the question was taken back. */
  #terminate(): void {
    const { stopping } = this.#inputs;
    if (!stopping.stopped) stopping.stop("SIGINT");
  }

  #letEnd(): void {
    this.#drained = new Stopped(130);
    this.#drain.abort(this.#drained);
  }

  async #failed(failed: FailedBuild): Promise<FailureDecision> {
    const { terminal, stopping, source } = this.#inputs;
    if (!terminal || !isForeground()) return { type: "quit" };
    return this.#hold(async () => {
      if (stopping.signal.aborted || this.#drain.signal.aborted) return { type: "quit" };
      const decision = await decideFailure(failed, {
        asking: this.#asking(terminal),
        source,
        away: async (use) => {
          this.#away = true;
          try {
            return await use();
          } finally {
            this.#away = false;
          }
        },
      });
      if (decision !== undefined) return decision;
      this.#terminate();
      return { type: "terminate" };
    });
  }

  readonly #stop = (): void => {
    // Everything is suspended already.
    if (this.#talking) void stopThisProcess();
    else void this.#hold(stopThisProcess);
  };

  /** Suspends everything while somebody talks. */
  #hold<Result>(talk: () => Promise<Result>): Promise<Result> {
    const { suspension, clock, reporter } = this.#inputs;
    const held = this.#turn.then(async () => {
      this.#talking = true;
      // Nothing else may be left that keeps the process.
      const alive = setInterval(() => undefined, 1 << 30);
      try {
        clock.pause();
        reporter.pause();
        await suspension.suspend();
        return await talk();
      } finally {
        clearInterval(alive);
        suspension.resume();
        clock.resume();
        reporter.resume();
        this.#talking = false;
      }
    });
    this.#turn = held.catch(() => undefined);
    return held;
  }

  #asking(output: Stream): Asking {
    return { input: process.stdin, output, signal: this.#inputs.stopping.signal, stop: stopThisProcess };
  }
}
