// Several views of one run at once: what a person sees, the master log, a trace.

import type { Reporter } from "./reporter.ts";

/** A view that hands everything to all of these, in their order. */
export function createTee(reporters: readonly Reporter[]): Reporter {
  return {
    emit(event) {
      for (const reporter of reporters) reporter.emit(event);
    },
    pause() {
      for (const reporter of reporters) reporter.pause();
    },
    resume() {
      for (const reporter of reporters) reporter.resume();
    },
    async close(said) {
      for (const reporter of reporters) await reporter.close(said);
    },
  };
}
