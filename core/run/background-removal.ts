// A sandbox whose builders do not wait while job directories are removed: on a busy disk that takes as long as a small build.
//
// At most so many removals run at a time, so that what is to be removed does not pile up; more than that are waited for.

import type { Sandbox } from "../model/sandbox.ts";

export class BackgroundRemoval {
  /** The sandbox with a `remove` that resolves at once, as a rule. */
  readonly sandbox: Sandbox;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(sandbox: Sandbox, atMost: number) {
    this.sandbox = {
      run: (request) => sandbox.run(request),
      remove: async (jobDirectory) => {
        while (this.#running.size >= atMost) await Promise.race(this.#running);
        this.#start(sandbox.remove(jobDirectory));
      },
    };
  }

  /** Resolves when everything is removed. Throws what the first removal failed with. */
  async close(): Promise<void> {
    await Promise.all(this.#running);
    if (this.#failure) throw this.#failure.error;
  }

  #start(removal: Promise<void>): void {
    const running = removal
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}
