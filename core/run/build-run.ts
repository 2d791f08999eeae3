// One run of `build`: what became of each element, and how each is made when its turn has come.
//
// It knows keys, records and pools; when an element may start is core/run/scheduler.ts, how it is made
// core/run/make-element.ts, what its failure means core/run/failed-builds.ts.

import type { ForgeError } from "../model/errors.ts";
import type { BuildEvent, BuildReason, ElementOutcome, JobKind } from "../model/events.ts";
import { elementName } from "../model/graph.ts";
import type { Digest, ElementId, ElementKey } from "../model/ids.ts";
import type { ElementKeys, Keys } from "../plan/keys.ts";
import { elementOf } from "../plan/staging-order.ts";
import { taintedKey } from "./artifact-record.ts";
import { BackgroundRemoval } from "./background-removal.ts";
import { BuilderPool } from "./builder-pool.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import type { MadeSpan } from "./critical-path.ts";
import { type Attempt, type Ending, FailedBuilds } from "./failed-builds.ts";
import type { Happened, History } from "./history.ts";
import { type Job, startJob, startWaiting } from "./job.ts";
import { dropKept } from "./kept-build.ts";
import { type MakeInputs, makeElement } from "./make-element.ts";
import type { FailureDecision } from "./on-failure.ts";
import { TokenPool } from "./pool.ts";
import { reasonOf } from "./reason.ts";
import { ResolvedKeys } from "./resolved-keys.ts";
import { resumption } from "./resume.ts";
import { obtainSources } from "./sources.ts";
import type { UsableArtifacts } from "./usable-artifacts.ts";

interface BuildInputs extends Pick<MakeInputs, "jobs"> {
  readonly resolvedKey: ElementKey;
  /** Absent where the build can only go on in what was kept. */
  readonly sources: MakeInputs["sources"] | undefined;
}

/** What a build failed with, and how far it had come. */
class BuildFailed extends Error {
  readonly step: string | undefined;
  readonly log: string | undefined;

  constructor(cause: unknown, { step, log }: Pick<Attempt, "step" | "log">) {
    super("a build failed", { cause });
    this.step = step;
    this.log = log;
  }
}

/** The state of one run of `build`. */
export class BuildRun {
  readonly outcomes = new Map<ElementId, ElementOutcome>();
  /** What became usable in this run, by name. */
  readonly happened = new Map<string, Happened>();
  /** When each that was really made was begun and done. */
  readonly made = new Map<ElementId, MadeSpan>();
  history: History = {};
  priorities: ReadonlyMap<ElementId, number> = new Map();
  readonly #context: EngineContext;
  readonly #keys: Keys;
  readonly #usable: UsableArtifacts;
  readonly #resolved: ResolvedKeys;
  readonly #resume: BuildOptions["resume"];
  readonly #builders: BuilderPool;
  readonly #fetchers: TokenPool;
  readonly #removal: BackgroundRemoval;
  readonly #stop = new AbortController();
  readonly failed: FailedBuilds;

  constructor(context: EngineContext, options: BuildOptions, keys: Keys, usable: UsableArtifacts) {
    const signals = [this.#stop.signal, ...(context.signal ? [context.signal] : [])];
    this.#removal = new BackgroundRemoval(context.sandbox, options.builders);
    this.#context = { ...context, sandbox: this.#removal.sandbox, signal: AbortSignal.any(signals) };
    this.#keys = keys;
    this.#usable = usable;
    this.#resume = options.resume;
    this.#resolved = new ResolvedKeys(context.graph, (id) => usable.artifact(id));
    this.#builders = new BuilderPool(context, options);
    this.#fetchers = new TokenPool(options.fetchers);
    this.failed = new FailedBuilds({
      context: this.#context,
      options,
      settle: (id, outcome, ending) => this.settle(id, outcome, ending),
      stop: () => this.#stop.abort(),
    });
  }

  mayStart(): boolean {
    return !this.#context.signal?.aborted && !this.#context.drain?.aborted && !this.failed.halted;
  }

  named(id: ElementId): { name: string; kind: string } {
    const element = elementOf(this.#context.graph, id);
    return { name: elementName(element), kind: element.kind };
  }

  settle(id: ElementId, outcome: ElementOutcome, { milliseconds, log, before }: Ending): void {
    const element = this.named(id);
    const tainted = this.#usable.isTainted(id);
    const key = outcome === "failed" ? this.#usable.cleanKey(id) : this.#usable.key(id);
    this.outcomes.set(id, outcome);
    // What is remembered are clean keys.
    if (!tainted && (outcome === "cached" || outcome === "cutoff")) this.happened.set(element.name, { key, outcome });
    if (!tainted && outcome === "built") this.happened.set(element.name, { key, outcome, milliseconds: Math.round(milliseconds) });
    this.#emit({
      type: "element-finished",
      time: this.#context.now(),
      element,
      outcome,
      key,
      milliseconds,
      ...(log !== undefined && { log }),
      ...(before !== undefined && { before }),
      ...(tainted && outcome !== "failed" && { tainted: true }),
    });
  }

  /** Says why an element is to be made, unless its dependencies are all there is to say. */
  tellStale(id: ElementId): void {
    const why = reasonOf(this.#context, id, { keys: this.#keys, history: this.history });
    const isOwn = why.type !== "changed" || why.changes.some(({ path }) => !path.startsWith("dependencies"));
    if (isOwn) this.#emit({ type: "stale", time: this.#context.now(), element: this.named(id), why });
  }

  /** Fails a missing element that cannot be built, before time is spent on what it depends on. */
  async refuse(id: ElementId, error: ForgeError | undefined): Promise<void> {
    if (error && !this.outcomes.has(id)) await this.failed.fail(id, { error, began: this.#context.now() });
  }

  /** Fails a missing element that could not be built before. What is made over something resumed is another matter than it was. */
  async recall(id: ElementId): Promise<void> {
    if (!this.outcomes.has(id) && !this.#usable.isTainted(id)) await this.failed.recall(id, this.#usable.cleanKey(id));
  }

  /** Makes one missing element whose build dependencies are usable: by the cutoff if it can, else really. */
  async make(id: ElementId): Promise<boolean> {
    if (this.outcomes.has(id)) return false;
    const began = this.#context.now();
    try {
      if (this.#resume?.element === id) return await this.#goOn(id, { type: "resume", step: this.#resume.step });
      const { manifest } = this.#keysOf(id);
      const resolvedKey = this.#resolved.of(id, this.#keysOf(id));
      const known = this.#usable.known(id, resolvedKey);
      if (known) {
        // The manifest on record is the one of this definition, so that `explain` speaks of what is there now.
        await this.#usable.publish(id, { ...known.record, manifest });
        this.settle(id, known.outcome, { milliseconds: this.#context.now() - began });
        return true;
      }
      const again = await this.failed.recall(id, resolvedKey);
      if (again === "failed") return false;
      if (again?.type === "resume") return await this.#goOn(id, again);
      const priority = this.priorities.get(id) ?? 0;
      // Not before it is certain that something must be made: what the cutoff spares is not downloaded.
      const element = elementOf(this.#context.graph, id);
      const admitted = element.sources.length > 0 ? startWaiting(this.#context, this.named(id), "fetch") : undefined;
      const sources = await this.#fetchers.run(priority, () => {
        admitted?.();
        return this.#persist(id, () => obtainSources(this.#context, id, (kind) => this.#job(id, kind)));
      });
      if (!sources) return false;
      const keys = this.#usable.isTainted(id) ? [resolvedKey] : [this.#usable.cleanKey(id), resolvedKey];
      const built = await this.#builders.run(element, priority, (jobs) =>
        this.#persist(id, (decision) => this.#build(id, { resolvedKey, sources, jobs }, decision), { keys }),
      );
      return built === true;
    } catch (error) {
      await this.failed.fail(id, { error, began });
      return false;
    }
  }

  /** Goes on with a failed build. It takes nothing but what was kept. */
  async #goOn(id: ElementId, first: FailureDecision): Promise<boolean> {
    const resolvedKey = taintedKey(this.#usable.cleanKey(id));
    const built = await this.#builders.run(elementOf(this.#context.graph, id), this.priorities.get(id) ?? 0, (jobs) =>
      this.#persist(id, (decision) => this.#build(id, { resolvedKey, sources: undefined, jobs }, decision), { first }),
    );
    return built === true;
  }

  /** Gives back what the machine lent to it. */
  async close(): Promise<void> {
    await this.#builders.close();
    await this.#removal.close();
  }

  /** Tries until it succeeds, or whoever is asked gives it up. Keeps its place in the pool meanwhile. */
  async #persist<Result>(
    id: ElementId,
    attempt: (how: FailureDecision | undefined) => Promise<Result>,
    { keys = [], first }: { readonly keys?: readonly Digest[]; readonly first?: FailureDecision } = {},
  ): Promise<Result | undefined> {
    if (!(await this.failed.mayStart()) || !this.mayStart()) return undefined;
    for (let how = first; ; ) {
      const began = this.#context.now();
      try {
        return await attempt(how);
      } catch (error) {
        const failure = error instanceof BuildFailed ? { error: error.cause, step: error.step, log: error.log } : { error };
        // How a build goes on after a repair says nothing of how it goes.
        const remembered = how?.type === "resume" ? [] : keys;
        how = await this.failed.fail(id, { ...failure, began, keys: remembered });
        if (!how) return undefined;
      }
    }
  }

  async #build(id: ElementId, { resolvedKey, sources, jobs }: BuildInputs, how: FailureDecision | undefined): Promise<true> {
    const context = this.#context;
    const { recipe } = elementOf(context.graph, id);
    const why = reasonOf(context, id, { keys: this.#keys, history: this.history });
    const job = this.#job(id, recipe.type === "run" || recipe.type === "unknown" ? "build" : recipe.type, why);
    const began = context.now();
    let step: string | undefined;
    const inputs = {
      context,
      id,
      sources: sources ?? [],
      artifact: (other: ElementId) => this.#usable.artifact(other),
      jobs,
      log: job.log,
      onPhase: job.phase,
      onStep: (now: string) => {
        step = now;
        job.step(now);
      },
    };
    try {
      const resumed = how?.type === "resume" || sources === undefined;
      const artifact = await makeElement(
        inputs,
        resumed ? resumption(context, id, how?.type === "resume" ? how.step : undefined) : undefined,
      );
      if (resumed) this.#usable.resume(id);
      const duration = context.now() - began;
      const log = job.logPath();
      job.phase("publish");
      await this.#usable.publish(id, {
        artifact,
        manifest: this.#keysOf(id).manifest,
        resolvedKey,
        duration,
        ...(log !== undefined && { log: log.slice(context.store.root.length + 1) }),
      });
      dropKept(context, id);
      const { bytes, backing } = context.store.trees.root(artifact.tree);
      // What is composed of other trees' files adds none.
      job.end(true, backing.length === 0 ? bytes : 0);
      this.made.set(id, { began, ended: context.now() });
      this.settle(id, "built", { milliseconds: duration, log });
      return true;
    } catch (error) {
      job.end(false);
      throw new BuildFailed(error, { step, log: job.logPath() });
    }
  }

  #keysOf(id: ElementId): ElementKeys {
    const keys = this.#keys.of.get(id);
    if (!keys) throw new Error("internal: an element without a key");
    return keys;
  }

  #job(id: ElementId, kind: JobKind, why?: BuildReason): Job {
    return startJob(this.#context, this.named(id), kind, why);
  }

  #emit(event: BuildEvent): void {
    this.#context.emit(event);
  }
}
