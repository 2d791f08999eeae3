// What a verb works with: the project evaluated, the store open, the ports wired. The composition root of the engine.
//
// Opened for one command and closed at its end, whatever happens.

import { cpus } from "node:os";
import { join } from "node:path";
import { createSandbox } from "../../sandbox/bubblewrap.ts";
import { createDrivers } from "../drivers/create-drivers.ts";
import { type Evaluation, evaluateProject } from "../evaluate/evaluate.ts";
import { type ErrorDetails, ForgeError } from "../model/errors.ts";
import type { Emit } from "../model/events.ts";
import type { Graph } from "../model/graph.ts";
import type { RunningJobs } from "../model/suspension.ts";
import type { BuildOptions, EngineContext } from "../run/context.ts";
import { readLock } from "../source/lock.ts";
import type { KeepLimits } from "../store/kept-roots.ts";
import { openStore } from "../store/store.ts";
import type { JunctionHost } from "./bst/junctions.ts";
import { keepNames } from "./completion/element-names.ts";
import { readConfiguration, type UserConfiguration } from "./configuration.ts";
import { mirrorsOf } from "./mirrors.ts";
import { CONFIG_FILE, findProject, isBstProject, isDefinitionsTree } from "./places.ts";
import type { GlobalOptions } from "./program.ts";
import { readSecrets } from "./secrets.ts";
import { storeRoot } from "./store-root.ts";
import { weakerSandbox } from "./weaker-sandbox.ts";

export interface Session extends AsyncDisposable {
  readonly context: EngineContext;
  readonly configuration: UserConfiguration;
  readonly evaluation: Evaluation;
  /** Whether something of the project was found wrong that did not end the command, and is to be said again. */
  readonly warned: boolean;
}

export interface SessionInputs {
  readonly options: GlobalOptions & NamedElements;
  readonly emit: Emit;
  /** Milliseconds since the run began. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Told of everything that runs for it. */
  readonly jobs?: RunningJobs;
  /** Aborted when nothing more is to be started. */
  readonly drain?: AbortSignal;
  /** Told where the project is as soon as that is known. */
  readonly onProject?: (root: string) => void;
}

export interface NamedElements {
  /** Elements that the command line names. A `.bst` project loads no more than they need. */
  readonly elements?: readonly string[];
}

/** The file that pins sources, beside the configuration. */
export const LOCK_FILE = "forge.lock";

/** Finds, evaluates and wires. Throws ForgeError. */
export async function openSession({ options, emit, now, signal, jobs, drain, onProject }: SessionInputs): Promise<Session> {
  const projectRoot = findProject(options.directory);
  onProject?.(projectRoot);
  const configuration = await readConfiguration(process.env);
  const store = openStore(storeRoot(options, configuration));
  const drivers = createDrivers({ store, secrets: readSecrets(configuration, process.env), ...(jobs && { jobs }) });
  let warned = false;
  try {
    const lockFile = join(projectRoot, LOCK_FILE);
    const host = { projectRoot, store, drivers, lockFile, offline: options.offline === true, emit, now, signal };
    const evaluation = await evaluate(host);
    keepNames(store.root, projectRoot, {
      names: evaluation.graph.elements.flatMap(({ names }) => names),
      whole: !isBstProject(projectRoot) || options.elements?.includes("**") === true,
    });
    const lock = readLock(lockFile);
    const context: EngineContext = {
      ...host,
      graph: evaluation.graph,
      sandbox: createSandbox({
        ...(jobs && { jobs }),
        onFallback: (mode) => emit({ type: "warning", time: now(), warning: weakerSandbox(mode) }),
      }),
      lock,
      mirrors: mirrorsOf(configuration, evaluation.graph.project.mirrors),
      keepFailed: keepLimits(options, configuration),
      ...(drain && { drain }),
    };
    return {
      context,
      configuration,
      evaluation,
      warned,
      async [Symbol.asyncDispose]() {
        await drivers.close();
        store.close();
      },
    };
  } catch (error) {
    await drivers.close();
    store.close();
    throw error;
  }

  async function evaluate(host: Omit<JunctionHost, "lock" | "mirrorsOf">): Promise<Evaluation> {
    const began = now();
    const isBst = isBstProject(projectRoot);
    const isTree = !isBst && isDefinitionsTree(projectRoot);
    const evaluation = isBst
      ? await evaluateIncumbent(host)
      : isTree
        ? await evaluateTree()
        : await withForeign(await evaluateConfiguration(), host);
    if (options.unsealed && !isBst && !isTree) emit({ type: "warning", time: now(), warning: UNSEALED });
    const { cached, reason, printed } = evaluation;
    emit({ type: "evaluated", time: now(), cached, ...(reason !== undefined && { reason }), milliseconds: now() - began });
    for (const { text, place } of printed) emit({ type: "printed", time: now(), text, ...(place && { place }) });
    return evaluation;
  }

  function evaluateConfiguration(): Promise<Evaluation> {
    return evaluateProject({
      projectRoot,
      configFile: join(projectRoot, CONFIG_FILE),
      options: options.option,
      store,
      timeoutSeconds: options.evaluationTimeout ?? configuration.evaluationTimeout ?? 60,
      sealed: options.unsealed !== true,
      signal,
    });
  }

  async function evaluateIncumbent(host: Omit<JunctionHost, "lock" | "mirrorsOf">): Promise<Evaluation> {
    const { evaluateBst } = await import("./bst/evaluate.ts");
    return evaluateBst({ projectRoot, names: options.elements ?? [], options, host: junctionHost(host), onBroken });
  }

  async function withForeign(evaluation: Evaluation, host: Omit<JunctionHost, "lock" | "mirrorsOf">): Promise<Evaluation> {
    if (evaluation.graph.foreign === undefined) return evaluation;
    const { spliceForeign } = await import("./bst/splice.ts");
    return spliceForeign(evaluation, { host: junctionHost(host), maxJobs: options.maxJobs });
  }

  function junctionHost(host: Omit<JunctionHost, "lock" | "mirrorsOf">): JunctionHost {
    return { ...host, lock: readLock(host.lockFile), mirrorsOf: (graph: Graph) => mirrorsOf(configuration, graph.project.mirrors) };
  }

  async function evaluateTree(): Promise<Evaluation> {
    const { evaluateBaserock } = await import("./baserock/evaluate.ts");
    return evaluateBaserock({ projectRoot, options: options.option, store, onBroken });
  }

  /** An element that is broken does not end the command. */
  function onBroken(error: ForgeError): void {
    warned = true;
    emit({ type: "warning", time: now(), warning: error.toJSON() as unknown as ErrorDetails });
  }
}

/** Said wherever a configuration runs without a sandbox. */
export const UNSEALED: ErrorDetails = {
  code: "FORGE1025",
  message: "the configuration was evaluated unsealed, outside a sandbox",
  help: "forge doctor says what a sandbox lacks here",
};

/** Refuses to write the lock from an evaluation that may depend on this machine. */
export function refuseUnsealed(options: Pick<GlobalOptions, "unsealed">): void {
  if (!options.unsealed) return;
  throw new ForgeError({
    code: "FORGE1025",
    message: "an unsealed evaluation may not write forge.lock",
    help: "leave out --unsealed; forge doctor says what a sandbox lacks here",
  });
}

/** Options of verbs that build. */
export interface WorkOptions {
  readonly track?: true;
  readonly retryFailed?: true;
}

function keepLimits({ keepFailed = true }: GlobalOptions, configuration: UserConfiguration): KeepLimits {
  const { count = 8, size = 10 * 2 ** 30 } = configuration.keepFailed ?? {};
  return { count: keepFailed ? count : 0, size };
}

/** Command line, then configuration, then what fits most machines. */
export function buildOptions(options: GlobalOptions & WorkOptions, configuration: UserConfiguration, interactive: boolean): BuildOptions {
  if (options.track) refuseUnsealed(options);
  return {
    onError: options.onError ?? configuration.onError ?? "quit",
    builders: options.builders ?? configuration.builders ?? Math.max(1, Math.min(4, cpus().length)),
    fetchers: options.fetchers ?? configuration.fetchers ?? 8,
    retryFailed: options.retryFailed ?? configuration.retryFailed ?? false,
    track: options.track === true || (interactive && options.unsealed !== true),
  };
}
