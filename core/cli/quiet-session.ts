// Runs a verb that answers a question: no view, only warnings, and its answer on standard output.

import type { BuildEvent } from "../model/events.ts";
import { writeLines } from "../report/reporter.ts";
import { scrollLines } from "../report/scroll.ts";
import { shortenHome } from "./places.ts";
import type { GlobalOptions } from "./program.ts";
import { sayError, sourceReader } from "./say-error.ts";
import { type NamedElements, openSession, type Session } from "./session.ts";
import { listenForSignals } from "./signals.ts";
import { openStream, type Stream } from "./terminal.ts";

/** Opens a session, runs the verb, says what went wrong. Returns the exit code. */
export async function quietSession(
  options: GlobalOptions & NamedElements,
  verb: (session: Session, output: Stream) => Promise<number>,
): Promise<number> {
  const began = performance.now();
  let projectRoot: string | undefined;
  const errors = openStream(process.stderr, process.env);
  const source = (file: string): string | undefined => sourceReader(projectRoot)(file);
  using stopping = listenForSignals();
  try {
    await using session = await openSession({
      options,
      emit: sayWarning,
      now: () => performance.now() - began,
      signal: stopping.signal,
      onProject: (root) => {
        projectRoot = root;
      },
    });
    return await verb(session, openStream(process.stdout, process.env));
  } catch (error) {
    return sayError(stopping.stopped ?? error, { stack: options.stack === true, ...(projectRoot !== undefined && { projectRoot }) });
  }

  function sayWarning(event: BuildEvent): void {
    if (event.type !== "printed" && event.type !== "warning") return;
    writeLines(errors, scrollLines(event, { source, path: shortenHome, starts: "none", style: errors.style, columns: errors.columns }));
  }
}
