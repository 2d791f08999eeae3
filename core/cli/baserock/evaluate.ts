// The graph of a definitions tree, kept like the graph of a configuration: by everything that was looked at for it.
//
// What is wrong costs what is wrong and what names it, and is said; where nothing is left, it is thrown.

import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { architecturesOf, baserockGraph } from "../../../dsl/baserock/graph.ts";
import { loadDefinitions } from "../../../dsl/baserock/load.ts";
import { planOf } from "../../../dsl/baserock/plan.ts";
import { findEvaluation, keepEvaluation } from "../../evaluate/cache.ts";
import { collectInputs } from "../../evaluate/collect-inputs.ts";
import type { Evaluation } from "../../evaluate/evaluate.ts";
import { validateGraph } from "../../evaluate/validate-graph.ts";
import { identity } from "../../key/digest.ts";
import { loadFingerprint } from "../../key/fingerprint.ts";
import { ForgeError } from "../../model/errors.ts";
import { decodeGraph, encodeGraph } from "../../model/graph-text.ts";
import type { Store } from "../../store/store.ts";
import { recordingFiles } from "../bst/recording-files.ts";
import { BASEROCK_FILE } from "../places.ts";
import { kinds } from "./kinds.ts";

export interface BaserockEvaluationOptions {
  /** Absolute real path. */
  readonly projectRoot: string;
  readonly options: { readonly [name: string]: string };
  readonly store: Pick<Store, "records">;
  /** Told of each thing that cannot be used. */
  readonly onBroken: (error: ForgeError) => void;
}

export async function evaluateBaserock({ projectRoot, options, store, onBroken }: BaserockEvaluationOptions): Promise<Evaluation> {
  const question = { projectRoot, configFile: join(projectRoot, BASEROCK_FILE), options };
  const looked = await findEvaluation(store, question);
  if ("found" in looked) {
    const { digest, inputs } = looked.found;
    return { graph: validateGraph(decodeGraph(looked.graph)), digest, cached: true, printed: [], inputs };
  }
  const began = Date.now();
  const recorder = recordingFiles();
  const { definitions, failures } = loadDefinitions(projectRoot, recorder.files);
  const [first] = failures;
  if (first && definitions.systems.length === 0 && definitions.strata.length === 0) throw first;
  for (const error of failures) onBroken(error);
  const arch = chosenArch(options, architecturesOf(definitions));
  const graph = baserockGraph(definitions, planOf(definitions), { name: basename(projectRoot), arch, kinds });
  const text = encodeGraph(graph);
  const digest = identity(text);
  const { inputs, changed } = collectInputs(
    { imports: [], reads: recorder.reads(), printed: [] },
    // The oldest trees have no VERSION.
    {
      projectRoot,
      configFile: existsSync(question.configFile) ? question.configFile : join(projectRoot, definitions.strata[0]?.file ?? ""),
      began: began - 10,
      fingerprint: await loadFingerprint(),
    },
  );
  if (!changed && !first) await keepEvaluation(store, question, { graph: JSON.parse(text), digest, inputs, printed: [] });
  return { graph, digest, cached: false, printed: [], inputs, ...(looked.reason !== undefined && { reason: looked.reason }) };
}

function chosenArch(options: { readonly [name: string]: string }, known: readonly [string, ...string[]]): string {
  for (const name of Object.keys(options)) {
    if (name !== "arch")
      throw new ForgeError({ code: "FORGE1010", message: `the project has no option "${name}"`, help: "its options are arch" });
  }
  const { arch = known[0] } = options;
  if (known.includes(arch)) return arch;
  throw new ForgeError({
    code: "FORGE1011",
    message: `the option "arch" cannot be ${JSON.stringify(arch)}`,
    help: `give it one of ${known.join(", ")}`,
  });
}
