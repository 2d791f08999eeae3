// Evaluates a project: takes the result from the cache, or runs the configuration and keeps what it made.
//
// The only door to evaluation. What comes out is a valid graph, whichever way it came.

import { realpathSync } from "node:fs";
import { join } from "node:path";
import { identity } from "../key/digest.ts";
import { type Fingerprinter, loadFingerprint } from "../key/fingerprint.ts";
import { ForgeError } from "../model/errors.ts";
import type { PrintedText } from "../model/evaluation.ts";
import type { Graph } from "../model/graph.ts";
import { decodeGraph } from "../model/graph-text.ts";
import type { Digest } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import type { Store } from "../store/store.ts";
import { findEvaluation, keepEvaluation } from "./cache.ts";
import { collectInputs } from "./collect-inputs.ts";
import { runEvaluator } from "./host.ts";
import type { EvaluationInput } from "./inputs.ts";
import { sealedDirectories } from "./sealed-directories.ts";
import { validateGraph } from "./validate-graph.ts";

export interface EvaluationOptions {
  /** Absolute directory of the project. */
  readonly projectRoot: string;
  /** Absolute path of build.config.ts. */
  readonly configFile: string;
  /** `-o name=value`, as written. */
  readonly options: { readonly [name: string]: string };
  readonly store: Pick<Store, "records">;
  readonly timeoutSeconds: number;
  /** Whether the configuration runs in a sandbox. If not, nothing is taken from the cache or kept in it. */
  readonly sealed: boolean;
  readonly signal?: AbortSignal;
}

export interface Evaluation {
  readonly graph: Graph;
  /** Digest of the graph's text. */
  readonly digest: Digest;
  readonly cached: boolean;
  /** Why the cache could not be used, in one line. Absent when it could, and the first time. */
  readonly reason?: string;
  /** What the configuration wrote to its streams. */
  readonly printed: readonly PrintedText[];
  /** Everything that the result depends on, beside options, forge and Node. */
  readonly inputs: readonly EvaluationInput[];
}

/** The project's graph. Throws ForgeErrors at places of the configuration. */
export async function evaluateProject(options: EvaluationOptions): Promise<Evaluation> {
  const question = {
    projectRoot: realpathSync(options.projectRoot),
    configFile: realpathSync(options.configFile),
    options: options.options,
  };
  const { store } = options;
  const looked = options.sealed ? await findEvaluation(store, question) : {};
  if ("found" in looked) {
    const { digest, inputs, printed } = looked.found;
    return { graph: validateGraph(decodeGraph(looked.graph)), digest, cached: true, printed, inputs };
  }

  const began = Date.now();
  // Takes as long as a process takes to start, and is wanted when the child has answered.
  const loading = loadFingerprint();
  const { answer, graph: text } = await runEvaluator({
    ...question,
    timeoutSeconds: options.timeoutSeconds,
    sealed: options.sealed,
    signal: options.signal,
  });
  if (answer.error) throw ForgeError.fromJSON(answer.error);
  const read = parseGraph(text);
  const graph = validateGraph(decodeGraph(read));
  refuseUnseen(graph, question.projectRoot);
  const fingerprint: Fingerprinter = await loading;
  const { inputs, changed } = collectInputs(answer, {
    projectRoot: question.projectRoot,
    configFile: question.configFile,
    began,
    fingerprint,
  });
  const digest = identity(text);
  const { printed } = answer;
  if (options.sealed && !changed) await keepEvaluation(store, question, { graph: read, digest, inputs, printed });
  return { graph, digest, cached: false, printed, inputs, ...(looked.reason !== undefined && { reason: looked.reason }) };
}

/** What the configuration says of directories is believed only where it could see them. */
function refuseUnseen({ junctions = [] }: Graph, projectRoot: string): void {
  if (junctions.length === 0) return;
  const seen = sealedDirectories(projectRoot);
  for (const { name, root, place } of junctions) {
    const directory = root.type === "directory" ? realPathOf(join(projectRoot, root.path)) : undefined;
    if (directory !== undefined && seen.some((path) => directory === path || directory.startsWith(`${path}/`))) continue;
    throw new ForgeError({
      code: "FORGE1047",
      message: `the files of the junction "${name}" lie where no configuration can see them`,
      ...(place[0] && { place: place[0] }),
      help: "make it a package of the project",
    });
  }
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function parseGraph(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ForgeError({ code: "FORGE1019", message: "the evaluation did not produce a graph: it is not JSON", cause });
  }
}
