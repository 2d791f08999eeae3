// What becomes of a run when an element fails: the port that is asked, and the state that its answers leave.
//
// One failure is asked about at a time. While an answer is awaited nothing new starts and what runs goes on as it is; whoever
// is asked may suspend that meanwhile. It knows neither terminals nor how an element is made.

import type { ForgeError } from "../model/errors.ts";
import type { EventElement } from "../model/events.ts";

/** An element that failed, for whoever decides what comes next. */
export interface FailedBuild {
  readonly element: EventElement;
  readonly error: ForgeError;
  /** Absolute path of its log. Absent where nothing ran. */
  readonly log?: string | undefined;
  /** The step whose command failed, and all that its sandbox ran or would have run. Absent where no command failed. */
  readonly step?: string | undefined;
  readonly steps: readonly string[];
  /** ISO time at which it failed, where it was not built again: what was said then is said once more. */
  readonly before?: string;
  /** Opens a shell in its sandbox as it was, on this process's terminal. Absent where no sandbox was kept. */
  readonly shell?: (() => Promise<number>) | undefined;
  /** Whether `resume` may be answered. */
  readonly mayResume: boolean;
}

export type FailureDecision =
  /** The element stays failed, and the rest goes on; or nothing more is started; or what runs is ended as well. */
  | { readonly type: "continue" | "quit" | "terminate" }
  /** The same again, from its beginning. */
  | { readonly type: "retry" }
  /** From a step on in the sandbox as it is now, else from the failed one. What comes out is tainted. */
  | { readonly type: "resume"; readonly step?: string | undefined };

/** Asked when an element failed. Must not reject. */
export type OnFailure = (failed: FailedBuild) => Promise<FailureDecision>;

export interface FailurePolicy {
  /** What a failure does to the rest where nobody is asked. */
  readonly onError: "continue" | "quit" | "terminate";
  readonly onFailure?: OnFailure | undefined;
}

export class Decisions {
  readonly #policy: FailurePolicy;
  /** Ends what runs. */
  readonly #terminate: () => void;
  #halted = false;
  /** Ends when all that were asked about have their answer. */
  #answered: Promise<unknown> = Promise.resolve();

  constructor(policy: FailurePolicy, terminate: () => void) {
    this.#policy = policy;
    this.#terminate = terminate;
  }

  /** Whether an answer said that nothing more is to start. */
  get halted(): boolean {
    return this.#halted;
  }

  /** Resolves when nobody is being asked, to whether something may start. */
  async mayStart(): Promise<boolean> {
    for (let seen: unknown; seen !== this.#answered; ) {
      seen = this.#answered;
      await seen;
    }
    return !this.#halted;
  }

  /** What to do about a failure. `failed` is called when it is its turn. */
  async about(failed: () => FailedBuild): Promise<FailureDecision> {
    const { onError, onFailure } = this.#policy;
    if (onFailure === undefined) return this.#obey({ type: onError });
    const answer = this.#answered.then(async (): Promise<FailureDecision> => {
      // Whoever said that nothing more is to start meant this one, too.
      return this.#halted ? { type: "quit" } : this.#obey(await onFailure(failed()));
    });
    this.#answered = answer;
    return answer;
  }

  #obey(decision: FailureDecision): FailureDecision {
    if (decision.type === "quit" || decision.type === "terminate") this.#halted = true;
    if (decision.type === "terminate") this.#terminate();
    return decision;
  }
}
