// Events as JSON lines: what tools read. Adds nothing and leaves nothing out, and pauses for nobody: no person reads along.

import type { Output, Reporter } from "./reporter.ts";

export function createJsonReporter(output: Pick<Output, "write">): Reporter {
  return {
    emit: (event) => output.write(`${JSON.stringify(event)}\n`),
    pause: () => undefined,
    resume: () => undefined,
    close: () => undefined,
  };
}
