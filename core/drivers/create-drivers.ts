// The SourceDrivers port: one sealed child for each operation.
//
// Knows the store as a place for jobs and downloads, and kinds only as modules. What a child downloaded is kept by its digest
// once that was checked here; what it says is taken for text. Secrets go down the line to the child of their kind, and
// nowhere else: they are struck out of all that comes back.

import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { identityOf } from "../key/digest.ts";
import type { DriverRequest, DriverTask, FetchRequest, Ref, SourceDrivers, StageRequest } from "../model/drivers.ts";
import { type ErrorDetails, ForgeError } from "../model/errors.ts";
import type { MirrorNode } from "../model/graph.ts";
import type { RunningJobs } from "../model/suspension.ts";
import { packageFile } from "../package.ts";
import { removeAll } from "../store/remove.ts";
import { type ChildEnd, runChild } from "./child.ts";
import { childEnvironment } from "./child-environment.ts";
import { type Downloaded, type Downloads, keepDownloads } from "./keep-downloads.ts";
import { type Redact, redactor } from "./redact.ts";
import { type SealMode, sealArguments } from "./seal.ts";
import { nextMode, setupError } from "./setup-failure.ts";
import { type Visible, visibleHost, visibleProject } from "./visible.ts";

/** What of the store is used here. */
export interface DriverStore {
  readonly root: string;
  readonly downloads: Downloads;
  createJob(purpose: string): string;
}

export interface DriversOptions {
  readonly store: DriverStore;
  /** Secrets of the user, by kind and name. */
  readonly secrets?: { readonly [kind: string]: { readonly [name: string]: string } };
  /** Milliseconds before a failed transfer is tried again the first time. */
  readonly retryDelay?: number;
  /** How to begin; for tests of what a host falls back to. */
  readonly mode?: SealMode;
  /** Called once when the host allows only weaker walls. */
  onFallback?(mode: SealMode): void;
  /** Told of each child. */
  readonly jobs?: RunningJobs;
}

export function createDrivers(options: DriversOptions): SourceDrivers {
  return new Drivers(options);
}

class Drivers implements SourceDrivers {
  readonly #options: DriversOptions;
  readonly #running = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #mode: SealMode;
  #host: Visible | undefined;

  constructor(options: DriversOptions) {
    this.#options = options;
    this.#mode = options.mode ?? { isolation: "namespace", proc: "new" };
  }

  async track(request: DriverRequest): Promise<Ref> {
    const { ref } = await this.#operate("track", request, {});
    if (ref === undefined) throw new Error("internal: tracking gave no ref");
    return ref;
  }

  async fetch(request: FetchRequest): Promise<void> {
    await this.#operate("fetch", request, request);
  }

  async stage(request: StageRequest): Promise<void> {
    await this.#operate("stage", request, request);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  #operate(operation: DriverTask["operation"], request: DriverRequest, given: Partial<StageRequest>): Promise<{ readonly ref?: Ref }> {
    const running = this.#run(operation, request, given);
    this.#running.add(running);
    const forget = (): void => void this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }

  async #run(operation: DriverTask["operation"], request: DriverRequest, given: Partial<StageRequest>): Promise<{ readonly ref?: Ref }> {
    const job = this.#options.store.createJob(operation);
    const downloaded: Downloaded[] = [];
    try {
      const task = this.#task({ operation, request, given, job });
      const redact = redactor(Object.values(task.secrets));
      const end = await this.#sealed(task, {
        signal: AbortSignal.any([this.#closing.signal, ...(request.signal ? [request.signal] : [])]),
        onLog: (line) => request.log(redact.text(line)),
        onDownloaded: (file) => downloaded.push(file),
      });
      await keepDownloads(this.#options.store.downloads, task, downloaded);
      for (const { url, sha256 } of downloaded) request.downloaded?.set(url, sha256);
      return answerOf(end, { request, operation, redact });
    } finally {
      removeAll(job);
    }
  }

  #task({ operation, request, given, job }: Ordered): DriverTask {
    const own = (name: string): string => {
      mkdirSync(join(job, name));
      return join(job, name);
    };
    return {
      operation,
      driver: request.driver,
      kind: request.kind,
      config: request.config,
      ...(given.ref && { ref: given.ref }),
      project: request.project,
      directory: given.into ?? own("directory"),
      ...(given.fetched !== undefined && { fetched: given.fetched }),
      ...(given.previous !== undefined && { previous: given.previous }),
      scratch: own("scratch"),
      ...(operation !== "stage" && { cache: this.#cacheOf(request) }),
      mirrors: Object.fromEntries(Object.entries(request.mirrors).map(([alias, mirror]) => [alias, absolute(mirror, request.project)])),
      offline: request.offline || operation === "stage",
      secrets: this.#options.secrets?.[request.kind] ?? {},
      downloads: join(this.#options.store.root, "downloads"),
      known: Object.fromEntries(request.downloaded ?? []),
      retryDelay: this.#options.retryDelay ?? 500,
      entry: realpathSync(packageFile("index.js")),
    };
  }

  /** A directory of the kind's own. What a project calls a kind is another project's business. */
  #cacheOf({ driver, kind, project }: DriverRequest): string {
    const owner = identityOf([driver.module, kind, driver.module === "forge-build" ? null : project]);
    const cache = join(this.#options.store.root, "cache", owner.slice(0, 32));
    mkdirSync(cache, { recursive: true });
    return cache;
  }

  /** Starts the child, behind the strongest walls that the host allows. */
  async #sealed(task: DriverTask, { signal, onLog, onDownloaded }: Listeners): Promise<Exclude<ChildEnd, { type: "not-started" }>> {
    const { jobs } = this.#options;
    for (;;) {
      await jobs?.going();
      const mode = this.#mode;
      const end = await runChild({
        words: ["bwrap", ...this.#walls(task)],
        task,
        signal,
        jobs,
        onMessage: (message) => (message.type === "log" ? onLog(message.line) : onDownloaded(message)),
      });
      if (end.type !== "not-started") return end;
      // Another operation may have found out meanwhile.
      if (mode !== this.#mode) continue;
      const next = nextMode(mode, end.said);
      if (next === undefined) throw setupError(end.said, end.missing);
      this.#mode = next;
      this.#options.onFallback?.(next);
    }
  }

  #walls(task: DriverTask): readonly string[] {
    this.#host ??= visibleHost();
    const network = task.operation !== "stage" && !task.offline;
    const { environment, files } = childEnvironment(process.env, { network, home: task.scratch });
    const keyrings = Object.values(task.mirrors).flatMap(({ keyring }) => (keyring !== undefined && existsSync(keyring) ? [keyring] : []));
    const placed = [...files, ...keyrings].map((path): readonly [string, string] => [realpathSync(path), path]);
    return sealArguments(
      {
        mode: this.#mode,
        network,
        ...this.#host,
        placed: [...this.#host.placed, ...placed],
        readable: [
          ...this.#host.readable,
          ...visibleProject(task.project),
          ...(task.downloads ? [task.downloads] : []),
          ...(task.fetched ? [task.fetched] : []),
          ...(task.previous ? [task.previous] : []),
        ],
        writable: [task.directory, task.scratch, ...(task.cache ? [task.cache] : [])],
        environment,
        cwd: task.project,
      },
      [realpathSync(process.execPath), realpathSync(packageFile("driver.js"))],
    );
  }
}

interface Ordered {
  readonly operation: DriverTask["operation"];
  readonly request: DriverRequest;
  readonly given: Partial<StageRequest>;
  /** A directory for what only this operation needs. */
  readonly job: string;
}

interface Listeners {
  readonly signal: AbortSignal;
  readonly onLog: (line: string) => void;
  readonly onDownloaded: (file: Downloaded) => void;
}

interface Asked {
  readonly request: DriverRequest;
  readonly operation: DriverTask["operation"];
  readonly redact: Redact;
}

function answerOf(end: Exclude<ChildEnd, { type: "not-started" }>, { request, operation, redact }: Asked): { readonly ref?: Ref } {
  switch (end.type) {
    case "cancelled":
      throw new ForgeError({
        code: "FORGE3009",
        message: `the ${operation} of a ${request.kind} source was cancelled`,
        help: "run the command again",
      });
    case "died":
      throw new ForgeError({
        code: "FORGE2012",
        message: `the ${operation} of a ${request.kind} source ${end.how}`,
        help: "see the log for what it said last",
      });
    case "answered":
      if (end.answer.type === "bug")
        throw new Error(`internal: the ${operation} of ${request.kind} failed: ${redact.text(end.answer.stack)}`);
      if (end.answer.type === "failed") throw ForgeError.fromJSON(redact.details(end.answer.error) as ErrorDetails);
      return isRef(end.answer.ref) ? { ref: end.answer.ref } : {};
  }
}

function isRef(value: unknown): value is Ref {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function absolute(mirror: MirrorNode, project: string): MirrorNode {
  return mirror.keyring === undefined ? mirror : { ...mirror, keyring: resolve(project, mirror.keyring) };
}
