// The graph of a `.bst` project, kept like the graph of a configuration: by everything that was looked at for it.
//
// What is wrong with elements that were asked for by name is thrown. Else it costs those elements and what depends on them,
// is said, and the rest is there.

import { join } from "node:path";
import { findEvaluation, keepEvaluation } from "../../evaluate/cache.ts";
import { collectInputs } from "../../evaluate/collect-inputs.ts";
import type { Evaluation } from "../../evaluate/evaluate.ts";
import { validateGraph } from "../../evaluate/validate-graph.ts";
import { identity } from "../../key/digest.ts";
import { loadFingerprint } from "../../key/fingerprint.ts";
import type { ForgeError } from "../../model/errors.ts";
import { decodeGraph, encodeGraph } from "../../model/graph-text.ts";
import { isPattern } from "../names.ts";
import { BST_CONFIG_FILE } from "../places.ts";
import { type JunctionHost, loadWithJunctions } from "./junctions.ts";
import { type BstOptions, maxJobsOf } from "./load.ts";
import { recordingFiles } from "./recording-files.ts";
import { makeSource } from "./sources.ts";

export interface BstEvaluationOptions {
  /** Absolute real path. */
  readonly projectRoot: string;
  readonly names: readonly string[];
  readonly options: BstOptions;
  readonly host: JunctionHost;
  /** Told of each element that cannot be used. */
  readonly onBroken: (error: ForgeError) => void;
}

export async function evaluateBst({ projectRoot, names, options, host, onBroken }: BstEvaluationOptions): Promise<Evaluation> {
  const { store } = host;
  const configFile = join(projectRoot, BST_CONFIG_FILE);
  // What else the result depends on, under names that no option has.
  const given = { ...options.option, "": JSON.stringify([maxJobsOf(options), names]) };
  const question = { projectRoot, configFile, options: given };
  const looked = await findEvaluation(store, question);
  if ("found" in looked) {
    const { digest, inputs } = looked.found;
    return { graph: validateGraph(decodeGraph(looked.graph)), digest, cached: true, printed: [], inputs };
  }
  const began = Date.now();
  const recorder = recordingFiles();
  const project = await loadWithJunctions({ projectRoot, names, options, files: recorder.files }, host);
  const [first] = project.failures;
  if (first && names.some((name) => !isPattern(name))) throw first.error;
  for (const { error } of project.failures) onBroken(error);
  const graph = project.graph(makeSource);
  const text = encodeGraph(graph);
  const digest = identity(text);
  const fingerprint = await loadFingerprint();
  const { inputs, changed } = collectInputs(
    { imports: [], reads: recorder.reads(), printed: [] },
    { projectRoot, configFile, began: began - 10, fingerprint },
  );
  if (!changed && !first) await keepEvaluation(store, question, { graph: JSON.parse(text), digest, inputs, printed: [] });
  // Other elements were asked for, as likely as other options: that explains nothing.
  const reason = looked.reason === "options changed" ? undefined : looked.reason;
  return { graph, digest, cached: false, printed: [], inputs, ...(reason !== undefined && { reason }) };
}
