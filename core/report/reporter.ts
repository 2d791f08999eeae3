// What every view of a run is: it takes events as they come, and closes when the run is over.

import type { BuildEvent } from "../model/events.ts";
import type { Style } from "./style.ts";

export interface Reporter {
  emit(event: BuildEvent): void;
  /** Takes what is drawn off the screen and holds what follows, so that somebody else may write there. Once is enough. */
  pause(): void;
  /** Draws again, what was held first. */
  resume(): void;
  /** Ends the view and says the final report, if there is something to say, and for people what the verb itself says below it. */
  close(said?: readonly string[]): void | Promise<void>;
}

/** `quiet`: warnings and failures. `verbose`: each step, and what there was nothing to do for. */
export type Verbosity = "quiet" | "normal" | "verbose";

/** Where a view writes. Its size is asked for each time, for windows change; off a terminal it has no bounds. */
export interface Output {
  write(text: string): void;
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
}

export interface ViewOptions {
  readonly output: Output;
  /** Where warnings and diagnostics of failures go. */
  readonly errors: Output;
  /** Text of a file of the project, or undefined where it is not at hand. */
  readonly source: (file: string) => string | undefined;
  readonly verbosity: Verbosity;
  /** Absolute path to a shorter one for people, such as `~/…`. */
  readonly path: (absolute: string) => string;
}

export function writeLines(output: Pick<Output, "write">, lines: readonly string[]): void {
  if (lines.length > 0) output.write(`${lines.join("\n")}\n`);
}
