// A token pool: at most so many at a time. Knows nothing of what it counts.

/** Tokens handed out in the order in which they were asked for, the most urgent waiting request first. */
export class TokenPool {
  readonly #waiting: { readonly priority: number; readonly start: () => void }[] = [];
  #free: number;

  constructor(tokens: number) {
    this.#free = tokens;
  }

  /** Runs a job when a token is free. Of those that wait, the one with the highest priority starts first. */
  async run<T>(priority: number, job: () => Promise<T>): Promise<T> {
    await this.#take(priority);
    try {
      return await job();
    } finally {
      this.#give();
    }
  }

  #take(priority: number): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((start) => {
      const before = this.#waiting.findIndex((other) => other.priority < priority);
      this.#waiting.splice(before < 0 ? this.#waiting.length : before, 0, { priority, start });
    });
  }

  #give(): void {
    const next = this.#waiting.shift();
    if (next) next.start();
    else this.#free++;
  }
}
