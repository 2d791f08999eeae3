// Tries again what may pass: with a delay that doubles, or as long as the server asks for.
//
// Knows nothing of what is tried. What will not pass is thrown at once.

import { setTimeout as sleep } from "node:timers/promises";

/** A failure that may pass. `after` are the milliseconds that the server asks for. */
export class Transient extends Error {
  readonly after: number | undefined;

  constructor(cause: unknown, after?: number) {
    super("may pass", { cause });
    this.after = after;
  }
}

/** How often something is tried before its last failure counts. */
const ATTEMPTS = 5;

/** No server may make forge wait longer. */
const LONGEST = 30_000;

/** Runs until it succeeds, fails for good, or was tried often enough; then throws the cause. */
export async function retrying<Value>(delay: number, attempt: () => Promise<Value>): Promise<Value> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Transient)) throw error;
      if (tried === ATTEMPTS) throw error.cause;
      await sleep(Math.min(error.after ?? delay * 2 ** (tried - 1), LONGEST));
    }
  }
}
