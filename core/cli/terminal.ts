// Standard output and error as views need them: whether there is a person, how wide the window is, whether colours show.

import type { Output } from "../report/reporter.ts";
import { createStyle } from "../report/style.ts";

export interface Stream extends Output {
  /** Whether a person looks at it, at a terminal that understands cursor codes. */
  readonly interactive: boolean;
}

/** A stream of this process. Its size is asked for each time, for windows change. */
export function openStream(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Stream {
  const dumb = environment["TERM"] === "dumb";
  return {
    write: (text) => void stream.write(text),
    // Off a terminal nothing is cut.
    get columns() {
      return stream.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY;
    },
    get rows() {
      return stream.isTTY ? stream.rows || 24 : Number.POSITIVE_INFINITY;
    },
    interactive: stream.isTTY === true && !dumb && !isSet(environment["CI"]),
    style: createStyle(wantsColour(stream.isTTY === true && !dumb, environment)),
  };
}

/** The terminal of a person who can be asked, if there is one. */
export function personAt({ stdin, stdout, env }: Pick<NodeJS.Process, "stdin" | "stdout" | "env">): Stream | undefined {
  const stream = openStream(stdout, env);
  return stdin.isTTY && stream.interactive ? stream : undefined;
}

/** NO_COLOR wins, then FORCE_COLOR, then whether it is a terminal. */
function wantsColour(terminal: boolean, environment: NodeJS.ProcessEnv): boolean {
  if (isSet(environment["NO_COLOR"])) return false;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return terminal;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
