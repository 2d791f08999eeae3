// Who may build now, and with how many jobs: places among the builders, and cores shared by those that have one.

import { availableParallelism } from "node:os";
import { type ElementNode, elementName } from "../model/graph.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import { startWaiting } from "./job.ts";
import { type JobLease, JobServer } from "./job-server.ts";
import { TokenPool } from "./pool.ts";

export class BuilderPool {
  readonly #context: EngineContext;
  readonly #cores: number;
  readonly #places: TokenPool;
  readonly #jobs: JobServer;

  constructor(context: EngineContext, options: Pick<BuildOptions, "builders" | "jobs">) {
    this.#context = context;
    this.#cores = options.jobs ?? availableParallelism();
    this.#places = new TokenPool(options.builders);
    this.#jobs = new JobServer(this.#cores, () => context.store.createJob("jobserver"));
  }

  /** Runs a build when it has its places. It asks for `jobs` when its commands are about to start. */
  run<Result>(element: ElementNode, priority: number, build: (jobs: () => JobLease) => Promise<Result>): Promise<Result> {
    const { recipe, kind } = element;
    const admitted = startWaiting(this.#context, { name: elementName(element), kind }, "build");
    const { slots = 1, maxJobs } = recipe.type === "run" ? recipe : {};
    const jobs = (): JobLease => this.#jobs.lease({ share: this.#share(slots), maxJobs });
    return this.#places.run(
      priority,
      () => {
        admitted();
        return build(jobs);
      },
      slots,
    );
  }

  /** To be called when nothing runs any more. */
  async close(): Promise<void> {
    const directory = this.#jobs.close();
    if (directory !== undefined) await this.#context.sandbox.remove(directory);
  }

  /** Cores for one build, by the places that are taken when it starts: all of them for one that runs alone. */
  #share(slots: number): number {
    return Math.max(1, Math.floor((this.#cores * slots) / Math.max(slots, this.#places.taken)));
  }
}
