// Builds targets: what is wanted, what is missing, then every missing element when it can start.
//
// The main flow of a run. It knows keys, records and pools; how an element is made is core/run/make-element.ts, when it
// may start core/run/scheduler.ts. It writes to no stream: everything that happens is an event (invariant 7).

import { type ErrorDetails, type ForgeError, isForgeError } from "../model/errors.ts";
import type { BuildEvent, ElementOutcome, JobKind } from "../model/events.ts";
import { elementName } from "../model/graph.ts";
import type { ElementId, ElementKey } from "../model/ids.ts";
import type { Artifact } from "../model/tree.ts";
import type { ElementKeys, Keys } from "../plan/keys.ts";
import { elementOf } from "../plan/staging-order.ts";
import { type ArtifactRecord, findArtifact, publishArtifact } from "./artifact-record.ts";
import { BackgroundRemoval } from "./background-removal.ts";
import { BuilderPool } from "./builder-pool.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import { remainingPaths } from "./critical-path.ts";
import { demand, wantedElements } from "./demand.ts";
import { hostRefusal, ofElement } from "./failure.ts";
import { type Happened, readHistory, remember } from "./history.ts";
import { type Job, startJob } from "./job.ts";
import { logsOf } from "./log-file.ts";
import { type MakeInputs, makeElement } from "./make-element.ts";
import { leftOutError, needsError } from "./needs.ts";
import { Decisions, type FailureDecision } from "./on-failure.ts";
import { TokenPool } from "./pool.ts";
import { ResolvedKeys } from "./resolved-keys.ts";
import { schedule } from "./scheduler.ts";
import { lockedKeys, obtainSources, type SourceKeys } from "./sources.ts";

export interface BuildResult {
  readonly ok: boolean;
  /** Outcome of every element that was wanted. */
  readonly outcomes: ReadonlyMap<ElementId, ElementOutcome>;
  readonly artifacts: ReadonlyMap<ElementId, Artifact>;
  readonly keys: SourceKeys;
  readonly failures: readonly { readonly element: ElementId; readonly error: ForgeError }[];
}

/** Builds the targets, and by the options what they need at run time. Throws only what concerns no single element. */
export async function build(context: EngineContext, targets: readonly ElementId[], options: BuildOptions): Promise<BuildResult> {
  const { graph, store } = context;
  const keys = await lockedKeys(context, targets, options);
  const records = new Map<ElementId, ArtifactRecord>();
  const goal = wantedElements(graph, targets, options);
  const wanted = demand(graph, goal, (id) => {
    const record = findArtifact(store, "artifacts", keyOf(keys, id));
    if (record) records.set(id, record);
    return record !== undefined;
  });
  const run = new BuildRun(context, options, keys, records);
  context.emit({
    type: "planned",
    time: context.now(),
    elements: wanted.elements.length,
    cached: records.size,
    targets: targets.filter((id) => !goal.isLeftOut?.(id)).map((id) => run.named(id)),
    logs: logsOf(store.root, graph.project.name),
  });
  for (const id of records.keys()) run.settle(id, "cached", { milliseconds: 0 });
  for (const id of wanted.missing) if (run.mayStart()) await run.refuse(id, needsError(elementOf(graph, id)));
  for (const id of goal.targets) if (run.mayStart()) await run.refuse(id, leftOutError(graph, id, wanted.blocked));

  const history = wanted.missing.size > 0 ? readHistory(store.root, graph.project.name) : {};
  run.priorities = remainingPaths(graph, wanted.elements, wanted.missing, (id) => history[elementName(elementOf(graph, id))]?.milliseconds);
  const possible = wanted.elements.filter((id) => !wanted.blocked.has(id));
  await schedule({ graph, elements: possible, missing: wanted.missing, make: (id) => run.make(id), mayStart: () => run.mayStart() });
  await run.close();
  if (run.bug) throw run.bug.error;
  for (const id of wanted.missing)
    if (!run.outcomes.has(id)) run.settle(id, context.signal?.aborted ? "cancelled" : "skipped", { milliseconds: 0 });
  remember(store.root, graph.project.name, run.happened);

  const artifacts = new Map([...records].map(([id, record]) => [id, record.artifact]));
  return {
    ok: goal.targets.every((id) => artifacts.has(id)) && run.failures.length === 0,
    outcomes: run.outcomes,
    artifacts,
    keys,
    failures: run.failures,
  };
}

interface BuildInputs extends Pick<MakeInputs, "sources" | "jobs"> {
  readonly resolvedKey: ElementKey;
}

/** How far an attempt came. */
interface Attempt {
  /** Milliseconds since the run began. */
  readonly began: number;
  readonly step?: string | undefined;
  readonly log?: string | undefined;
}

/** What a build failed with, and how far it had come. */
class BuildFailed extends Error {
  readonly step: string | undefined;
  readonly log: string | undefined;

  constructor(cause: unknown, { step, log }: Omit<Attempt, "began">) {
    super("a build failed", { cause });
    this.step = step;
    this.log = log;
  }
}

/** The state of one run of `build`. */
class BuildRun {
  readonly outcomes = new Map<ElementId, ElementOutcome>();
  readonly failures: { readonly element: ElementId; readonly error: ForgeError }[] = [];
  /** What became usable in this run, by name. */
  readonly happened = new Map<string, Happened>();
  priorities: ReadonlyMap<ElementId, number> = new Map();
  readonly #context: EngineContext;
  readonly #keys: Keys;
  readonly #records: Map<ElementId, ArtifactRecord>;
  readonly #resolved: ResolvedKeys;
  readonly #builders: BuilderPool;
  readonly #fetchers: TokenPool;
  readonly #removal: BackgroundRemoval;
  readonly #stop = new AbortController();
  readonly #decisions: Decisions;
  /** Set when forge itself failed: rethrown once everything has ended. */
  bug: { readonly error: unknown } | undefined;

  constructor(context: EngineContext, options: BuildOptions, keys: Keys, records: Map<ElementId, ArtifactRecord>) {
    const signals = [this.#stop.signal, ...(context.signal ? [context.signal] : [])];
    this.#removal = new BackgroundRemoval(context.sandbox, options.builders);
    this.#context = { ...context, sandbox: this.#removal.sandbox, signal: AbortSignal.any(signals) };
    this.#keys = keys;
    this.#records = records;
    this.#resolved = new ResolvedKeys(context.graph, (id) => this.#artifact(id));
    this.#builders = new BuilderPool(context, options);
    this.#fetchers = new TokenPool(options.fetchers);
    this.#decisions = new Decisions(options, () => this.#stop.abort());
  }

  mayStart(): boolean {
    return !this.#context.signal?.aborted && !this.#decisions.halted;
  }

  named(id: ElementId): { name: string; kind: string } {
    const element = elementOf(this.#context.graph, id);
    return { name: elementName(element), kind: element.kind };
  }

  settle(
    id: ElementId,
    outcome: ElementOutcome,
    { milliseconds, log }: { readonly milliseconds: number; readonly log?: string | undefined },
  ): void {
    const element = this.named(id);
    const key = keyOf(this.#keys, id);
    this.outcomes.set(id, outcome);
    if (outcome === "cached" || outcome === "cutoff") this.happened.set(element.name, { key, outcome });
    if (outcome === "built") this.happened.set(element.name, { key, outcome, milliseconds: Math.round(milliseconds) });
    this.#emit({
      type: "element-finished",
      time: this.#context.now(),
      element,
      outcome,
      key,
      milliseconds,
      ...(log !== undefined && { log }),
    });
  }

  /** Fails a missing element that cannot be built, before time is spent on what it depends on. */
  async refuse(id: ElementId, error: ForgeError | undefined): Promise<void> {
    if (error && !this.outcomes.has(id)) await this.#fail(id, error, { began: this.#context.now() });
  }

  /** Makes one missing element whose build dependencies are usable: by the cutoff if it can, else really. */
  async make(id: ElementId): Promise<boolean> {
    if (this.outcomes.has(id)) return false;
    const began = this.#context.now();
    try {
      const { manifest } = this.#keysOf(id);
      const resolvedKey = this.#resolved.of(id, this.#keysOf(id));
      const known = findArtifact(this.#context.store, "resolved", resolvedKey);
      if (known) {
        // The manifest on record is the one of this definition, so that `explain` speaks of what is there now.
        await this.#publish(id, { ...known, manifest });
        this.settle(id, "cutoff", { milliseconds: this.#context.now() - began });
        return true;
      }
      const priority = this.priorities.get(id) ?? 0;
      // Not before it is certain that something must be made: what the cutoff spares is not downloaded.
      const sources = await this.#fetchers.run(priority, () =>
        this.#persist(id, () => obtainSources(this.#context, id, (kind) => this.#job(id, kind))),
      );
      if (!sources) return false;
      const element = elementOf(this.#context.graph, id);
      const built = await this.#builders.run(element, priority, (jobs) =>
        this.#persist(id, () => this.#build(id, { resolvedKey, sources, jobs })),
      );
      return built === true;
    } catch (error) {
      await this.#fail(id, error, { began });
      return false;
    }
  }

  /** Gives back what the machine lent to it. */
  async close(): Promise<void> {
    await this.#builders.close();
    await this.#removal.close();
  }

  /** Tries until it succeeds, or whoever is asked gives it up. Keeps its place in the pool meanwhile. */
  async #persist<Result>(id: ElementId, attempt: () => Promise<Result>): Promise<Result | undefined> {
    if (!(await this.#decisions.mayStart()) || !this.mayStart()) return undefined;
    for (;;) {
      const began = this.#context.now();
      try {
        return await attempt();
      } catch (error) {
        const decision = await this.#fail(id, error, { began, ...(error instanceof BuildFailed && error) });
        if (!decision) return undefined;
      }
    }
  }

  async #build(id: ElementId, { resolvedKey, sources, jobs }: BuildInputs): Promise<true> {
    const context = this.#context;
    const { recipe } = elementOf(context.graph, id);
    const job = this.#job(id, recipe.type === "run" || recipe.type === "unknown" ? "build" : recipe.type);
    const began = context.now();
    let step: string | undefined;
    try {
      const artifact = await makeElement({
        context,
        id,
        sources,
        artifact: (other) => this.#artifact(other),
        jobs,
        log: job.log,
        onStep: (now) => {
          step = now;
          job.step(now);
        },
      });
      const duration = context.now() - began;
      const log = job.logPath();
      await this.#publish(id, {
        artifact,
        manifest: this.#keysOf(id).manifest,
        resolvedKey,
        duration,
        ...(log !== undefined && { log: log.slice(context.store.root.length + 1) }),
      });
      job.end(true);
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

  #artifact(id: ElementId): Artifact {
    const record = this.#records.get(id);
    if (!record) throw new Error("internal: a dependency is not usable");
    return record.artifact;
  }

  async #publish(id: ElementId, record: ArtifactRecord): Promise<void> {
    await publishArtifact(this.#context.store, keyOf(this.#keys, id), record);
    this.#records.set(id, record);
  }

  #job(id: ElementId, kind: JobKind): Job {
    return startJob(this.#context, this.named(id), kind);
  }

  /** Says that an element failed, and asks what to do. Resolves to what it is to be tried again with, if it is. */
  async #fail(id: ElementId, thrown: unknown, { began, step, log }: Attempt): Promise<FailureDecision | undefined> {
    const cause = thrown instanceof BuildFailed ? thrown.cause : thrown;
    const graphElement = elementOf(this.#context.graph, id);
    const error = ofElement(hostRefusal(cause, this.#context.store.root), graphElement);
    const milliseconds = this.#context.now() - began;
    // What ends after everything was told to stop, ends for that reason.
    if (this.#context.signal?.aborted) {
      this.settle(id, "cancelled", { milliseconds });
      return undefined;
    }
    if (!isForgeError(error)) {
      this.bug ??= { error };
      this.#stop.abort();
      return undefined;
    }
    const element = this.named(id);
    this.#emit({ type: "failed", time: this.#context.now(), element, error: error.toJSON() as unknown as ErrorDetails });
    const steps = graphElement.recipe.type === "run" ? graphElement.recipe.steps.map(({ name }) => name) : [];
    const decision = await this.#decisions.about(() => ({ element, error, log, step, steps, mayResume: false }));
    if (decision.type === "retry" && !this.#context.signal?.aborted) {
      this.#emit({ type: "retried", time: this.#context.now(), element });
      return decision;
    }
    this.failures.push({ element: id, error });
    this.settle(id, "failed", { milliseconds, log });
    return undefined;
  }

  #emit(event: BuildEvent): void {
    this.#context.emit(event);
  }
}

function keyOf(keys: Keys, id: ElementId): ElementKey {
  const found = keys.of.get(id);
  if (!found) throw new Error("internal: an element without a key");
  return found.key;
}
