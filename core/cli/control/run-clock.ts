// The time of a run, in milliseconds since it began. It stands still while everything is suspended: nobody was working.

export class RunClock {
  readonly #began = performance.now();
  #still = 0;
  #since: number | undefined;

  readonly now = (): number => (this.#since ?? performance.now()) - this.#began - this.#still;

  pause(): void {
    this.#since ??= performance.now();
  }

  resume(): void {
    if (this.#since === undefined) return;
    this.#still += performance.now() - this.#since;
    this.#since = undefined;
  }
}
