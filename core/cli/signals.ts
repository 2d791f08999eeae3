// Ctrl-C and SIGTERM: the first stops the run cleanly, the second ends the process at once. Sandboxes die with it either way.

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

export interface Stopping extends Disposable {
  readonly signal: AbortSignal;
  /** Set once a signal came. */
  readonly stopped: Stopped | undefined;
}

/** Listens until it is disposed of. */
export function listenForSignals(): Stopping {
  const controller = new AbortController();
  let stopped: Stopped | undefined;
  const names = Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[];
  const onSignal = (name: keyof typeof EXIT_CODES): void => {
    if (stopped) process.exit(EXIT_CODES[name]);
    stopped = new Stopped(EXIT_CODES[name]);
    controller.abort(stopped);
  };
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    get stopped() {
      return stopped;
    },
    [Symbol.dispose]() {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
