// A token pool: at most so many at a time. Knows nothing of what it counts.

interface Request {
  readonly priority: number;
  readonly tokens: number;
  readonly start: () => void;
}

/** Tokens handed out in the order in which they were asked for, the most urgent waiting request first. */
export class TokenPool {
  readonly #waiting: Request[] = [];
  readonly #all: number;
  #free: number;

  constructor(tokens: number) {
    this.#all = tokens;
    this.#free = tokens;
  }

  /** How many are handed out. */
  get taken(): number {
    return this.#all - this.#free;
  }

  /**
   * Runs a job when as many tokens are free as it takes; what wants more than there are takes all. Of the jobs that wait,
   * the one with the highest priority starts first, and none overtakes it by being smaller.
   */
  async run<T>(priority: number, job: () => Promise<T>, tokens = 1): Promise<T> {
    const wanted = Math.min(tokens, this.#all);
    await this.#take(priority, wanted);
    try {
      return await job();
    } finally {
      this.#free += wanted;
      this.#startWaiting();
    }
  }

  #take(priority: number, tokens: number): Promise<void> {
    return new Promise((start) => {
      const before = this.#waiting.findIndex((other) => other.priority < priority);
      this.#waiting.splice(before < 0 ? this.#waiting.length : before, 0, { priority, tokens, start });
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    for (let [next] = this.#waiting; next !== undefined && next.tokens <= this.#free; [next] = this.#waiting) {
      this.#waiting.shift();
      this.#free -= next.tokens;
      next.start();
    }
  }
}
