// Ctrl-C and SIGTERM: the first stops the run cleanly, the second ends the process at once. Sandboxes die with it either way.
//
// Whoever can talk to a person may answer Ctrl-C instead.

/** Why a run ended early. Nothing is said of it: whoever stopped it knows. */
export class Stopped extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("stopped");
    this.exitCode = exitCode;
  }
}

/** 128 and the signal's number, as shells have it. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type StopSignal = keyof typeof EXIT_CODES;

export interface Stopping extends Disposable {
  readonly signal: AbortSignal;
  /** Set once a signal came. */
  readonly stopped: Stopped | undefined;
  /** Ends the run as that signal does; once it is ending, the process. */
  stop(name: StopSignal): void;
  /** Called at Ctrl-C, instead of ending the run. */
  onInterrupt: (() => void) | undefined;
  /** Called when the run was told to end. */
  onStop: (() => void) | undefined;
}

/** Listens until it is disposed of. */
export function listenForSignals(): Stopping {
  const controller = new AbortController();
  let stopped: Stopped | undefined;
  const names = Object.keys(EXIT_CODES) as StopSignal[];
  const stopping: Stopping = {
    signal: controller.signal,
    get stopped() {
      return stopped;
    },
    stop(name) {
      if (stopped) {
        // A closed terminal says so more than once: by the kernel, and by the shell.
        if (name !== "SIGHUP") process.exit(EXIT_CODES[name]);
        return;
      }
      stopped = new Stopped(EXIT_CODES[name]);
      controller.abort(stopped);
      stopping.onStop?.();
    },
    onInterrupt: undefined,
    onStop: undefined,
    [Symbol.dispose]() {
      for (const name of names) process.off(name, onSignal);
    },
  };
  for (const name of names) process.on(name, onSignal);
  surviveTerminal();
  return stopping;

  function onSignal(name: StopSignal): void {
    if (name === "SIGINT" && stopping.onInterrupt && !stopped) stopping.onInterrupt();
    else stopping.stop(name);
  }
}

/** What is written to a terminal that is gone does not end the run before it has cleaned up. */
function surviveTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) if (stream.isTTY) stream.on("error", () => undefined);
}
