// A time limit whose clock can stand still.

export class TimeLimit {
  readonly #reached: () => void;
  #left: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;

  /** Calls `reached` once after so many milliseconds that were not paused; never without a number. */
  constructor(milliseconds: number | undefined, reached: () => void) {
    this.#left = milliseconds;
    this.#reached = reached;
    this.resume();
  }

  pause(): void {
    if (this.#timer === undefined || this.#left === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left -= performance.now() - this.#since;
  }

  resume(): void {
    if (this.#left === undefined || this.#timer !== undefined) return;
    this.#since = performance.now();
    this.#timer = setTimeout(this.#reached, Math.max(0, this.#left));
  }

  /** Nothing is called any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#left = undefined;
  }
}
