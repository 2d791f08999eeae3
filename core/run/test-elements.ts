// Tests elements: builds what each is built with, runs its steps and then its tests in one sandbox, and keeps the log alone.
//
// That they passed is remembered under a key of its own: what the element is made from, and the tests. Artifacts and their
// keys know nothing of it.

import { identityOf } from "../key/digest.ts";
import { type ErrorDetails, ForgeError, isForgeError } from "../model/errors.ts";
import type { ElementOutcome } from "../model/events.ts";
import { elementName, type RunRecipe, type Step } from "../model/graph.ts";
import type { Digest, ElementId } from "../model/ids.ts";
import type { Artifact } from "../model/tree.ts";
import { elementOf, isBuildEdge, stagingOrder } from "../plan/staging-order.ts";
import { type BuildResult, build } from "./build.ts";
import { BuilderPool } from "./builder-pool.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import { hostRefusal } from "./failure.ts";
import { startJob } from "./job.ts";
import type { JobLease } from "./job-server.ts";
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
  const run = new TestRun(context, keys, built);
  try {
    const outcomes = await run.all(targets, options);
    return {
      ok: built.ok && outcomes.every((outcome) => outcome === "passed" || outcome === "cached"),
      outcomes: [...built.outcomes.values(), ...outcomes],
    };
  } finally {
    await run.close();
  }
}

class TestRun {
  readonly #context: EngineContext;
  readonly #keys: SourceKeys;
  readonly #built: BuildResult;
  readonly #resolved: ResolvedKeys;
  #pool: BuilderPool | undefined;
  #failed = false;

  constructor(context: EngineContext, keys: SourceKeys, built: BuildResult) {
    this.#context = context;
    this.#keys = keys;
    this.#built = built;
    this.#resolved = new ResolvedKeys(context.graph, (id) => this.#artifact(id));
  }

  all(targets: readonly ElementId[], options: BuildOptions): Promise<readonly ElementOutcome[]> {
    const pool = new BuilderPool(this.#context, options);
    this.#pool = pool;
    const { now, emit, graph } = this.#context;
    const before = this.#built.outcomes;
    const cached = [...before.values()].filter((outcome) => outcome === "cached").length;
    const subjects = targets.map((id) => this.#subject(id));
    emit({ type: "planned", time: now(), elements: before.size + targets.length, cached, targets: subjects });
    return Promise.all(
      targets.map((id) =>
        pool.run(elementOf(graph, id), 0, async (jobs) => {
          const stop = this.#context.signal?.aborted || (this.#failed && options.onError !== "continue");
          if (!stop && this.#isUsable(id)) return this.#test(id, jobs);
          return this.#settle(id, this.#context.signal?.aborted ? "cancelled" : "skipped", { milliseconds: 0 });
        }),
      ),
    );
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }

  async #test(id: ElementId, jobs: () => JobLease): Promise<ElementOutcome> {
    const context = this.#context;
    const { records } = context.store;
    const began = context.now();
    const { recipe, tests } = testsOf(context, id);
    const key = this.#key(id, tests);
    if (records.touch("tests", key)) return this.#settle(id, "cached", { milliseconds: 0 });
    const job = startJob(context, this.#subject(id), "test");
    try {
      const sources = await obtainSources(context, id, (kind) => startJob(context, this.#subject(id), kind));
      const dependencies = stagedDependencies(context, id, (other) => this.#artifact(other));
      const inputs = { context, id, sources, artifact: this.#artifact.bind(this), jobs, log: job.log, onStep: job.step };
      await runSteps(inputs, { recipe, steps: [...recipe.steps, ...tests], dependencies }, () => Promise.resolve());
      const milliseconds = context.now() - began;
      records.put("tests", key, { duration: milliseconds, log: job.logPath()?.slice(context.store.root.length + 1) ?? null });
      job.end(true);
      return this.#settle(id, "passed", { milliseconds, log: job.logPath() });
    } catch (error) {
      job.end(false);
      return this.#fail(id, error, { milliseconds: context.now() - began, log: job.logPath() });
    }
  }

  #fail(id: ElementId, thrown: unknown, end: { readonly milliseconds: number; readonly log: string | undefined }): ElementOutcome {
    if (this.#context.signal?.aborted) return this.#settle(id, "cancelled", end);
    const error = hostRefusal(thrown, this.#context.store.root);
    if (!isForgeError(error)) throw error;
    this.#failed = true;
    this.#context.emit({
      type: "failed",
      time: this.#context.now(),
      element: this.#subject(id),
      error: error.toJSON() as unknown as ErrorDetails,
    });
    return this.#settle(id, "failed", end);
  }

  #settle(
    id: ElementId,
    outcome: ElementOutcome,
    { milliseconds, log }: { readonly milliseconds: number; readonly log?: string | undefined },
  ): ElementOutcome {
    const { now, emit } = this.#context;
    emit({ type: "element-finished", time: now(), element: this.#subject(id), outcome, milliseconds, ...(log !== undefined && { log }) });
    return outcome;
  }

  /** What it is made from, and the tests. */
  #key(id: ElementId, tests: readonly Step[]): Digest {
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
