// The failures of one run: said, remembered, asked about.
//
// Knows what a failure means for its element and for the rest of the run; how elements are made is core/run/build-run.ts.

import { type ErrorDetails, type ForgeError, isForgeError } from "../model/errors.ts";
import type { ElementOutcome } from "../model/events.ts";
import { elementName } from "../model/graph.ts";
import type { Digest, ElementId } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import { openFailedShell } from "./failed-shell.ts";
import { hostRefusal, ofElement } from "./failure.ts";
import { type Failure, findFailure, recordFailure, replayedError } from "./failure-record.ts";
import { findKept } from "./kept-build.ts";
import { Decisions, type FailureDecision } from "./on-failure.ts";

/** What an attempt to make an element failed with, and how far it had come. */
export interface Attempt {
  readonly error: unknown;
  /** Milliseconds since the run began. */
  readonly began: number;
  /** The step that ran last. */
  readonly step?: string | undefined;
  /** Absolute. */
  readonly log?: string | undefined;
  /** What the failure is remembered under. None: it is not one of a build. */
  readonly keys?: readonly Digest[];
}

/** How an element ended. */
export interface Ending {
  readonly milliseconds: number;
  readonly log?: string | undefined;
  /** ISO time at which it failed before. */
  readonly before?: string | undefined;
}

export interface FailedBuildsInputs {
  readonly context: EngineContext;
  readonly options: BuildOptions;
  readonly settle: (id: ElementId, outcome: ElementOutcome, ending: Ending) => void;
  /** Ends what runs. */
  readonly stop: () => void;
}

/** A shell for somebody who sits at this process's terminal. */
const SHELL = { command: [], network: false, mounts: [], environment: [], terminal: process.env["TERM"] } as const;

export class FailedBuilds {
  readonly failures: { readonly element: ElementId; readonly error: ForgeError }[] = [];
  /** Set when forge itself failed: rethrown once everything has ended. */
  bug: { readonly error: unknown } | undefined;
  readonly #inputs: FailedBuildsInputs;
  readonly #decisions: Decisions;
  /** What was answered about failures on record: to be built nevertheless. */
  readonly #again = new Map<ElementId, FailureDecision>();

  constructor(inputs: FailedBuildsInputs) {
    this.#inputs = inputs;
    this.#decisions = new Decisions(inputs.options, inputs.stop);
  }

  get halted(): boolean {
    return this.#decisions.halted;
  }

  /** Resolves when nobody is being asked, to whether something may start. */
  mayStart(): Promise<boolean> {
    return this.#decisions.mayStart();
  }

  /** How an element is to be made: not at all where a failure is on record and said again. Nothing may be awaited before it is. */
  async recall(id: ElementId, key: Digest): Promise<FailureDecision | "failed" | undefined> {
    const { context, options } = this.#inputs;
    const again = this.#again.get(id);
    if (options.retryFailed || again) return again;
    const record = findFailure(context.store, key);
    if (!record) return undefined;
    const log = record.log === undefined ? undefined : `${context.store.root}/${record.log}`;
    const kept = log !== undefined && findKept(context, id)?.log === log;
    const error = replayedError(context.store, { element: elementOf(context.graph, id), record, kept });
    const step = "command" in record.cause ? record.cause.command.step : undefined;
    const decision = await this.#ask(id, error, { milliseconds: 0, step, log, before: new Date(record.time).toISOString() });
    if (decision) this.#again.set(id, decision);
    return decision ?? "failed";
  }

  /** Says that an element failed, remembers it, and asks. Resolves to how it is to be tried again, if it is. */
  async fail(id: ElementId, attempt: Attempt): Promise<FailureDecision | undefined> {
    const { context, settle, stop } = this.#inputs;
    const { began, step, log, keys = [] } = attempt;
    const milliseconds = context.now() - began;
    const error = hostRefusal(attempt.error, context.store.root);
    // What ends after everything was told to stop, ends for that reason.
    if (context.signal?.aborted) {
      settle(id, "cancelled", { milliseconds });
      return undefined;
    }
    if (!isForgeError(error)) {
      this.bug ??= { error };
      stop();
      return undefined;
    }
    const decision = this.#ask(id, ofElement(error, elementOf(context.graph, id)), { milliseconds, step, log });
    if (keys.length > 0) await this.#remember(keys, { error: attempt.error, duration: milliseconds, log });
    return decision;
  }

  /** What the store does not take is built once more: the failure itself is what is to be said. */
  async #remember(keys: readonly Digest[], failure: Failure): Promise<void> {
    try {
      await recordFailure(this.#inputs.context.store, keys, failure);
    } catch (error) {
      if (!isForgeError(error)) throw error;
    }
  }

  /** Resolves to an answer that means trying again. With any other, the element has failed. */
  async #ask(
    id: ElementId,
    error: ForgeError,
    { step, ...ending }: Ending & { readonly step: string | undefined },
  ): Promise<FailureDecision | undefined> {
    const { context, settle } = this.#inputs;
    const { emit, now, graph } = context;
    const { recipe, ...node } = elementOf(graph, id);
    const element = { name: elementName(node), kind: node.kind };
    const before = ending.before === undefined ? {} : { before: ending.before };
    emit({ type: "failed", time: now(), element, error: error.toJSON() as unknown as ErrorDetails, ...before });
    const steps = recipe.type === "run" ? recipe.steps.map(({ name }) => name) : [];
    const decision = await this.#decisions.about(() => {
      const kept = findKept(context, id);
      const isOurs = kept !== undefined && kept.log === ending.log;
      const shell = isOurs ? () => openFailedShell(context, id, SHELL) : undefined;
      const mayResume = isOurs && kept.purpose === "build" && recipe.type === "run";
      return { element, error, log: ending.log, step, steps, mayResume, ...(shell && { shell }), ...before };
    });
    if ((decision.type === "retry" || decision.type === "resume") && !context.signal?.aborted) {
      emit({ type: "retried", time: now(), element, ...(decision.type === "resume" && { resumed: true }) });
      return decision;
    }
    this.failures.push({ element: id, error });
    settle(id, "failed", ending);
    return undefined;
  }
}
