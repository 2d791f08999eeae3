// Keeps evaluations: a graph by its digest, and for each project and set of options what its graph was made from.
//
// A record is used only when everything that it names is as it was. Why one cannot be used is said in one line.

import { identityOf } from "../key/digest.ts";
import { loadFingerprint } from "../key/fingerprint.ts";
import type { PrintedText } from "../model/evaluation.ts";
import type { Digest } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import { packageBuild } from "../package.ts";
import type { Records } from "../store/records.ts";
import { checkInputs, type EvaluationInput } from "./inputs.ts";

const INDEX = "evaluations";
/** Raised when the record's form changes. */
const VERSION = 1;

export interface CachedEvaluation {
  readonly digest: Digest;
  readonly inputs: readonly EvaluationInput[];
  readonly printed: readonly PrintedText[];
}

export interface EvaluationQuestion {
  readonly projectRoot: string;
  readonly configFile: string;
  readonly options: { readonly [name: string]: string };
}

/** What else decides a result: the machine's part. */
interface Host {
  readonly version: number;
  readonly forge: string;
  readonly node: string;
  readonly architecture: string;
}

interface EvaluationRecord extends CachedEvaluation {
  readonly host: Host;
}

type Store = { readonly records: Pick<Records, "get" | "put" | "publish" | "touch" | "has"> };

/** The evaluation on record when nothing has changed, or why there is none that can be used. */
export async function findEvaluation(
  store: Store,
  question: EvaluationQuestion,
): Promise<{ readonly found: CachedEvaluation; readonly graph: Json } | { readonly reason?: string }> {
  const record = store.records.get(INDEX, keyOf(question)) as EvaluationRecord | undefined;
  if (!record) return store.records.has(INDEX, lastKey(question)) ? { reason: "options changed" } : {};
  const host = currentHost();
  if (record.host.version !== host.version || record.host.forge !== host.forge) return { reason: "forge changed" };
  if (record.host.node !== host.node) return { reason: "Node changed" };
  if (record.host.architecture !== host.architecture) return { reason: "the machine changed" };
  const reason = await checkInputs(record.inputs, loadFingerprint, question.projectRoot);
  if (reason !== undefined) return { reason };
  const graph = store.records.get(INDEX, graphKey(record.digest));
  if (graph === undefined) return { reason: "the graph is not on record any more" };
  for (const key of [keyOf(question), graphKey(record.digest), lastKey(question)]) store.records.touch(INDEX, key);
  return { found: record, graph };
}

/** Puts an evaluation on record. `graph` is its text, read. */
export async function keepEvaluation(
  store: Store,
  question: EvaluationQuestion,
  evaluation: CachedEvaluation & { readonly graph: Json },
): Promise<void> {
  const { graph, digest, inputs, printed } = evaluation;
  const { records } = store;
  if (!records.touch(INDEX, graphKey(digest))) await records.publish([{ index: INDEX, key: graphKey(digest) }], graph);
  const record: EvaluationRecord = { host: currentHost(), digest, inputs, printed };
  await records.publish(
    [keyOf(question), lastKey(question)].map((key) => ({ index: INDEX, key })),
    record as unknown as Json,
  );
}

function keyOf({ projectRoot, configFile, options }: EvaluationQuestion): string {
  return identityOf(["evaluation", projectRoot, configFile, { ...options }]);
}

/** Names whatever was evaluated last in a project, so that "options changed" can be told from "never evaluated". */
function lastKey({ projectRoot, configFile }: EvaluationQuestion): string {
  return `${identityOf(["last-evaluation", projectRoot, configFile])}.last`;
}

function graphKey(digest: Digest): string {
  return `${digest}.graph`;
}

function currentHost(): Host {
  return { version: VERSION, forge: packageBuild(), node: process.version, architecture: process.arch };
}
