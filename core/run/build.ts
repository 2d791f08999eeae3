// Builds targets: what is wanted, what is missing, then every missing element when it can start.
//
// The main flow of a run. It knows keys, records and pools; how an element is made is core/run/make-element.ts, when it
// may start core/run/scheduler.ts. It writes to no stream: everything that happens is an event (invariant 7).

import { elementName } from "../model/graph.ts";
import type { BuildEvent, ElementOutcome, JobKind } from "../model/events.ts";
import { type ForgeError, isForgeError, type ErrorDetails } from "../model/errors.ts";
import type { Digest, ElementId, ElementKey, TreeDigest } from "../model/ids.ts";
import { elementKey, manifestOf, resolvedRunKey } from "../key/manifest.ts";
import type { Artifact } from "../model/tree.ts";
import type { ElementKeys, Keys } from "../plan/keys.ts";
import { elementOf, isBuildEdge, isRuntimeEdge } from "../plan/staging-order.ts";
import { findArtifact, publishArtifact, type ArtifactRecord } from "./artifact-record.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import { remainingPaths } from "./critical-path.ts";
import { demand } from "./demand.ts";
import { readDurations, writeDurations } from "./durations.ts";
import { openLog, type LogFile } from "./log-file.ts";
import { makeElement } from "./make-element.ts";
import { TokenPool } from "./pool.ts";
import { schedule } from "./scheduler.ts";
import { architecture, lockedKeys, obtainSources } from "./sources.ts";

export interface BuildResult {
  readonly ok: boolean;
  /** Outcome of every element that was wanted. */
  readonly outcomes: ReadonlyMap<ElementId, ElementOutcome>;
  readonly artifacts: ReadonlyMap<ElementId, Artifact>;
  readonly keys: Keys;
  readonly failures: readonly { readonly element: ElementId; readonly error: ForgeError }[];
}

/** Builds the targets and what they need at run time. Throws only what concerns no single element. */
export async function build(context: EngineContext, targets: readonly ElementId[], options: BuildOptions): Promise<BuildResult> {
  const { graph, store } = context;
  const keys = await lockedKeys(context, targets, options);
  const records = new Map<ElementId, ArtifactRecord>();
  const wanted = demand(graph, targets, (id) => {
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
    targets: targets.map((id) => run.named(id)),
  });
  for (const id of records.keys()) run.settle(id, "cached", 0);

  const durations = readDurations(store, graph.project.name);
  run.priorities = remainingPaths(graph, wanted.elements, wanted.missing, (id) => durations[elementName(elementOf(graph, id))]);
  await schedule({ graph, elements: wanted.elements, missing: wanted.missing, make: (id) => run.make(id), mayStart: () => run.mayStart() });
  if (run.bug) throw run.bug.error;
  for (const id of wanted.missing) if (!run.outcomes.has(id)) run.settle(id, context.signal?.aborted ? "cancelled" : "skipped", 0);
  if (run.built.size > 0) writeDurations(store, graph.project.name, { ...durations, ...Object.fromEntries(run.built) });

  const artifacts = new Map([...records].map(([id, record]) => [id, record.artifact]));
  return { ok: targets.every((id) => artifacts.has(id)) && run.failures.length === 0, outcomes: run.outcomes, artifacts, keys, failures: run.failures };
}

/** The state of one run of `build`. */
class BuildRun {
  readonly outcomes = new Map<ElementId, ElementOutcome>();
  readonly failures: { readonly element: ElementId; readonly error: ForgeError }[] = [];
  /** Milliseconds that each element built in this run took, by name. */
  readonly built = new Map<string, number>();
  priorities: ReadonlyMap<ElementId, number> = new Map();
  readonly #context: EngineContext;
  readonly #options: BuildOptions;
  readonly #keys: Keys;
  readonly #records: Map<ElementId, ArtifactRecord>;
  readonly #resolved = new Map<ElementId, Digest>();
  readonly #builders: TokenPool;
  readonly #fetchers: TokenPool;
  readonly #stop = new AbortController();
  /** Set when forge itself failed: rethrown once everything has ended. */
  bug: { readonly error: unknown } | undefined;
  #jobs = 0;

  constructor(context: EngineContext, options: BuildOptions, keys: Keys, records: Map<ElementId, ArtifactRecord>) {
    const signals = [this.#stop.signal, ...(context.signal ? [context.signal] : [])];
    this.#context = { ...context, signal: AbortSignal.any(signals) };
    this.#options = options;
    this.#keys = keys;
    this.#records = records;
    this.#builders = new TokenPool(options.builders);
    this.#fetchers = new TokenPool(options.fetchers);
  }

  mayStart(): boolean {
    return !this.#context.signal?.aborted && (this.failures.length === 0 || this.#options.onError === "continue");
  }

  named(id: ElementId): { name: string; kind: string } {
    const element = elementOf(this.#context.graph, id);
    return { name: elementName(element), kind: element.kind };
  }

  settle(id: ElementId, outcome: ElementOutcome, milliseconds: number): void {
    this.outcomes.set(id, outcome);
    this.#emit({ type: "element-finished", time: this.#context.now(), element: this.named(id), outcome, key: keyOf(this.#keys, id), milliseconds });
  }

  /** Makes one missing element whose build dependencies are usable: by the cutoff if it can, else really. */
  async make(id: ElementId): Promise<boolean> {
    const began = this.#context.now();
    try {
      const { manifest, key: resolvedKey } = this.#resolve(id);
      const known = findArtifact(this.#context.store, "resolved", resolvedKey);
      if (known) {
        // The manifest on record is the one of this definition, so that `explain` speaks of what is there now.
        this.#publish(id, { ...known, manifest });
        this.settle(id, "cutoff", this.#context.now() - began);
        return true;
      }
      const priority = this.priorities.get(id) ?? 0;
      const sources = await this.#fetchers.run(priority, () => obtainSources(this.#context, id, (kind) => this.#job(id, kind)));
      return await this.#builders.run(priority, async () => this.mayStart() && (await this.#build(id, resolvedKey, sources)));
    } catch (error) {
      this.#fail(id, error, this.#context.now() - began);
      return false;
    }
  }

  async #build(id: ElementId, resolvedKey: ElementKey, sources: readonly TreeDigest[]): Promise<boolean> {
    const context = this.#context;
    const { recipe } = elementOf(context.graph, id);
    const job = this.#job(id, recipe.type === "run" ? "build" : recipe.type);
    const began = context.now();
    try {
      const artifact = await makeElement({ context, id, sources, artifact: (other) => this.#artifact(other), log: job.log, onStep: job.step });
      const duration = context.now() - began;
      const log = job.logPath();
      this.#publish(id, { artifact, manifest: this.#keysOf(id).manifest, resolvedKey, duration, ...(log !== undefined && { log: log.slice(context.store.root.length + 1) }) });
      this.built.set(this.named(id).name, Math.round(duration));
      job.end(true);
      this.settle(id, "built", duration);
      return true;
    } catch (error) {
      job.end(false);
      throw error;
    }
  }

  #keysOf(id: ElementId): ElementKeys {
    const keys = this.#keys.of.get(id);
    if (!keys) throw new Error("internal: an element without a key");
    return keys;
  }

  /** The resolved manifest: the same with what dependencies contain in place of how they are made. */
  #resolve(id: ElementId): { readonly manifest: ArtifactRecord["manifest"]; readonly key: ElementKey } {
    const element = elementOf(this.#context.graph, id);
    const dependencies = element.edges.filter(isBuildEdge).map((edge) => ({ run: this.#resolvedRun(edge.to), at: edge.at }));
    const { manifest, sources } = this.#keysOf(id);
    return { manifest, key: elementKey(manifestOf({ element, architecture: architecture(), dependencies, sources })) };
  }

  #resolvedRun(id: ElementId): Digest {
    const known = this.#resolved.get(id);
    if (known) return known;
    // Dependencies before dependants, without recursion.
    const pending = [id];
    for (let next = pending.at(-1); next !== undefined; next = pending.at(-1)) {
      const runtime = elementOf(this.#context.graph, next).edges.filter(isRuntimeEdge).map(({ to }) => to);
      const open = runtime.filter((to) => !this.#resolved.has(to));
      if (open.length > 0) {
        pending.push(...open);
        continue;
      }
      pending.pop();
      this.#resolved.set(next, resolvedRunKey(this.#artifact(next).digest, runtime.map((to) => this.#resolved.get(to)).filter((key) => key !== undefined)));
    }
    return this.#resolvedRun(id);
  }

  #artifact(id: ElementId): Artifact {
    const record = this.#records.get(id);
    if (!record) throw new Error("internal: a dependency is not usable");
    return record.artifact;
  }

  #publish(id: ElementId, record: ArtifactRecord): void {
    publishArtifact(this.#context.store, keyOf(this.#keys, id), record);
    this.#records.set(id, record);
  }

  #job(id: ElementId, kind: JobKind): Job {
    const context = this.#context;
    const job = this.#jobs++;
    const subject = this.named(id);
    const began = context.now();
    let file: LogFile | undefined;
    this.#emit({ type: "job-started", time: began, job, kind, subject });
    return {
      log: () => (file ??= openLog(context.store.root, context.graph.project.name, subject.name, kind)),
      logPath: () => file?.path,
      step: (step) => this.#emit({ type: "job-step", time: context.now(), job, step }),
      end: (ok) => {
        file?.close();
        const milliseconds = context.now() - began;
        this.#emit({ type: "job-finished", time: context.now(), job, kind, subject, milliseconds, ok, ...(file && { log: file.path }) });
      },
    };
  }

  #fail(id: ElementId, error: unknown, milliseconds: number): void {
    if (!isForgeError(error)) {
      this.bug ??= { error };
      this.#stop.abort();
      return;
    }
    this.failures.push({ element: id, error });
    if (this.#options.onError === "terminate") this.#stop.abort();
    this.#emit({ type: "failed", time: this.#context.now(), element: this.named(id), error: error.toJSON() as unknown as ErrorDetails });
    this.settle(id, "failed", milliseconds);
  }

  #emit(event: BuildEvent): void {
    this.#context.emit(event);
  }
}

/** A job in the making: its log, and what it tells of itself. */
export interface Job {
  readonly log: () => LogFile;
  readonly logPath: () => string | undefined;
  readonly step: (step: string) => void;
  readonly end: (ok: boolean) => void;
}

function keyOf(keys: Keys, id: ElementId): ElementKey {
  const found = keys.of.get(id);
  if (!found) throw new Error("internal: an element without a key");
  return found.key;
}
