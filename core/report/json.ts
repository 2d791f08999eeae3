// Events as JSON lines: what tools read. Adds nothing and leaves nothing out.

import type { Output, Reporter } from "./reporter.ts";

export function createJsonReporter(output: Pick<Output, "write">): Reporter {
  return {
    emit: (event) => output.write(`${JSON.stringify(event)}\n`),
    close: () => undefined,
  };
}
