// Tests elements: builds what each is built with, runs its steps and then its tests in one sandbox, and keeps the log alone.
//
// That they passed is remembered under a key of its own: what the element is made from, and the tests. Artifacts and their
// keys know nothing of it.

import { identityOf } from "../key/digest.ts";
import { ForgeError } from "../model/errors.ts";
import type { ElementOutcome } from "../model/events.ts";
import { elementName, type RunRecipe, type Step } from "../model/graph.ts";
import type { Digest, ElementId } from "../model/ids.ts";
import type { Artifact } from "../model/tree.ts";
import { elementOf, isBuildEdge, stagingOrder } from "../plan/staging-order.ts";
import { type BuildResult, build } from "./build.ts";
import { BuilderPool } from "./builder-pool.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import { type Ending, FailedBuilds } from "./failed-builds.ts";
import { forgetFailure } from "./failure-record.ts";
import { startJob } from "./job.ts";
import type { JobLease } from "./job-server.ts";
import { dropKept } from "./kept-build.ts";
import type { MakeInputs } from "./make-element.ts";
import { ResolvedKeys } from "./resolved-keys.ts";
import { runSteps } from "./run-steps.ts";
import { lockedKeys, obtainSources, type SourceKeys } from "./sources.ts";
import { stagedDependencies } from "./staging.ts";

export interface TestResult {
  readonly ok: boolean;
  /** Outcome of the targets and of everything that they are built with. */
  readonly outcomes: readonly ElementOutcome[];
}

/** Tests the targets. Throws what concerns no single one of them, and FORGE3010 for one without tests. */
export async function testElements(context: EngineContext, targets: readonly ElementId[], options: BuildOptions): Promise<TestResult> {
  for (const id of targets) testsOf(context, id);
  const keys = await lockedKeys(context, targets, options);
  const below = [...new Set(targets.flatMap((id) => elementOf(context.graph, id).edges.filter(isBuildEdge)).map(({ to }) => to))];
  const built = await build(context, below, options);
  const run = new TestRun(context, options, { keys, built });
  try {
    const outcomes = await run.all(targets);
    if (run.failed.bug) throw run.failed.bug.error;
    return {
      ok: built.ok && outcomes.every((outcome) => outcome === "passed" || outcome === "cached"),
      outcomes: [...built.outcomes.values(), ...outcomes],
    };
  } finally {
    await run.close();
  }
}

class TestRun {
  readonly failed: FailedBuilds;
  readonly #context: EngineContext;
  readonly #keys: SourceKeys;
  readonly #built: BuildResult;
  readonly #resolved: ResolvedKeys;
  readonly #pool: BuilderPool;
  readonly #outcomes = new Map<ElementId, ElementOutcome>();

  constructor(context: EngineContext, options: BuildOptions, { keys, built }: { readonly keys: SourceKeys; readonly built: BuildResult }) {
    const stop = new AbortController();
    this.#context = { ...context, signal: AbortSignal.any([stop.signal, ...(context.signal ? [context.signal] : [])]) };
    this.#keys = keys;
    this.#built = built;
    this.#resolved = new ResolvedKeys(context.graph, (id) => this.#artifact(id));
    this.#pool = new BuilderPool(context, options);
    this.failed = new FailedBuilds({
      context: this.#context,
      options,
      settle: (id, outcome, ending) => this.#settle(id, outcome, ending),
      stop: () => stop.abort(),
    });
  }

  async all(targets: readonly ElementId[]): Promise<readonly ElementOutcome[]> {
    const { now, emit, graph } = this.#context;
    const before = this.#built.outcomes;
    const cached = [...before.values()].filter((outcome) => outcome === "cached").length;
    const subjects = targets.map((id) => this.#subject(id));
    emit({ type: "planned", time: now(), elements: before.size + targets.length, cached, targets: subjects });
    await Promise.all(targets.map((id) => this.#pool.run(elementOf(graph, id), 0, (jobs) => this.#try(id, jobs))));
    return targets.map((id) => this.#outcomes.get(id) ?? "cancelled");
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** Tests an element until its tests pass, or whoever is asked gives it up. */
  async #try(id: ElementId, jobs: () => JobLease): Promise<void> {
    const { now, signal, drain, store } = this.#context;
    const isStopped = (): boolean => signal?.aborted === true || drain?.aborted === true;
    if (!(await this.failed.mayStart()) || isStopped() || !this.#isUsable(id)) {
      this.#settle(id, isStopped() ? "cancelled" : "skipped", { milliseconds: 0 });
      return;
    }
    const key = this.#key(id);
    if (store.records.touch("tests", key)) return this.#settle(id, "cached", { milliseconds: 0 });
    if (await this.failed.recall(id, key)) return;
    for (let again = true; again; ) {
      const began = now();
      const job = startJob(this.#context, this.#subject(id), "test");
      let step: string | undefined;
      const onStep = (name: string): void => {
        step = name;
        job.step(name);
      };
      try {
        await this.#test(id, { jobs, log: job.log, onPhase: job.phase, onStep });
        const milliseconds = now() - began;
        store.records.put("tests", key, { duration: milliseconds, log: job.logPath()?.slice(store.root.length + 1) ?? null });
        forgetFailure(store, [key]);
        dropKept(this.#context, id);
        job.end(true);
        return this.#settle(id, "passed", { milliseconds, log: job.logPath() });
      } catch (error) {
        job.end(false);
        again = (await this.failed.fail(id, { error, began, step, log: job.logPath(), keys: [key] })) !== undefined;
      }
    }
  }

  async #test(id: ElementId, inputs: Pick<MakeInputs, "jobs" | "log" | "onPhase" | "onStep">): Promise<void> {
    const context = this.#context;
    const { recipe, tests } = testsOf(context, id);
    const artifact = (other: ElementId): Artifact => this.#artifact(other);
    const sources = await obtainSources(context, id, (kind) => startJob(context, this.#subject(id), kind));
    const dependencies = stagedDependencies(context, id, artifact);
    const steps = [...recipe.steps, ...tests];
    await runSteps({ context, id, sources, artifact, ...inputs }, { recipe, steps, dependencies, purpose: "test" }, () =>
      Promise.resolve(),
    );
  }

  #settle(id: ElementId, outcome: ElementOutcome, { milliseconds, log, before }: Ending): void {
    const { now, emit } = this.#context;
    this.#outcomes.set(id, outcome);
    emit({
      type: "element-finished",
      time: now(),
      element: this.#subject(id),
      outcome,
      milliseconds,
      ...(log !== undefined && { log }),
      ...(before !== undefined && { before }),
    });
  }

  /** What it is made from, and the tests. */
  #key(id: ElementId): Digest {
    const { tests } = testsOf(this.#context, id);
    const keys = this.#keys.of.get(id);
    if (!keys) throw new Error("internal: an element without a key");
    return identityOf(["test", this.#resolved.of(id, keys), tests.flatMap(({ commands }) => [...commands])]);
  }

  /** Whether everything that it stages was built. */
  #isUsable(id: ElementId): boolean {
    return stagingOrder(this.#context.graph, id).every(({ element }) => this.#built.artifacts.has(element));
  }

  #artifact(id: ElementId): Artifact {
    const found = this.#built.artifacts.get(id);
    if (!found) throw new Error("internal: a dependency is not usable");
    return found;
  }

  #subject(id: ElementId): { readonly name: string; readonly kind: string } {
    const element = elementOf(this.#context.graph, id);
    return { name: elementName(element), kind: element.kind };
  }
}

/** An element's tests. Throws FORGE3010 where there are none. */
function testsOf({ graph }: EngineContext, id: ElementId): { readonly recipe: RunRecipe; readonly tests: readonly Step[] } {
  const element = elementOf(graph, id);
  const { recipe } = element;
  if (recipe.type === "run" && recipe.tests !== undefined && recipe.tests.length > 0) return { recipe, tests: recipe.tests };
  const [place] = element.place;
  throw new ForgeError({
    code: "FORGE3010",
    message: `${elementName(element)} has no tests`,
    ...(place && { place }),
    help: "give its step `test` commands: steps: { test: { run: [sh`…`] } }",
  });
}
