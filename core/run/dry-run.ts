// What a build would do, and why, for each element that it would make; and what it would fetch. Does nothing of it.
//
// The same demand, keys and manifests as a build and `explain` have, so it cannot say otherwise than they do. What a
// dependency will come out as is not known: an element above one that changed is said to be made, though it may be spared.

import { elementName } from "../model/graph.ts";
import type { ElementId, ElementKey, SourceId } from "../model/ids.ts";
import type { Artifact } from "../model/tree.ts";
import { elementOf, isBuildEdge, isRuntimeEdge } from "../plan/staging-order.ts";
import { withPrevious } from "../source/keys.ts";
import { missingSources } from "../source/missing.ts";
import { type ArtifactRecord, findArtifact } from "./artifact-record.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import { demand, wantedElements } from "./demand.ts";
import { type Explanation, explainElement } from "./explain.ts";
import { findFailure } from "./failure-record.ts";
import { type History, readHistory } from "./history.ts";
import { leftOutError, needsError } from "./needs.ts";
import { ResolvedKeys } from "./resolved-keys.ts";
import { keysOf, type SourceKeys } from "./sources.ts";

/** Why an element would be made, or what else would become of it. */
export type DryReason =
  /** Nothing is known of an earlier build. */
  | "new"
  /** Its definition or its sources changed. */
  | "changed"
  /** Only what it depends on changed. */
  | "dependency"
  /** It was built as it is now, and its artifact is in the store no more. */
  | "gone"
  /** What it is made from is as it was, though not how that is made: the old artifact serves, and nothing runs. */
  | "spared"
  /** It failed before as it is now: that is said again. */
  | "failed"
  /** It failed before as it is now, and is to be tried again. */
  | "retried"
  /** A source of it, or below it, has no ref. */
  | "unlocked"
  /** It cannot be built: it says what it needs, or something that it is built with is left out. */
  | "impossible";

export interface DryElement extends Pick<Explanation, "name" | "kind" | "key" | "before" | "changes"> {
  readonly reason: DryReason;
  /** Why it is impossible. */
  readonly message?: string;
  /** Milliseconds that it took, when it was last made. */
  readonly milliseconds?: number;
}

/** A source that would be fetched, and the first element that needs it. */
export interface DryFetch {
  readonly kind: string;
  /** What its entry in forge.lock is found by, as one text. */
  readonly source: string;
  readonly element: string;
}

export interface DryRun {
  /** How many elements are wanted, and how many of them are there. */
  readonly wanted: number;
  readonly cached: number;
  /** Those that are not there, dependencies before dependants. */
  readonly elements: readonly DryElement[];
  readonly fetches: readonly DryFetch[];
}

export async function dryRun(
  context: EngineContext,
  targets: readonly ElementId[],
  options: Pick<BuildOptions, "deps" | "except" | "retryFailed">,
): Promise<DryRun> {
  const { graph, store } = context;
  const keys = await keysOf(context, targets);
  const records = new Map<ElementId, ArtifactRecord>();
  const goal = wantedElements(graph, targets, options);
  const wanted = demand(graph, goal, (id) => {
    const key = keys.of.get(id)?.key;
    const record = key && findArtifact(store, "artifacts", key);
    if (record) records.set(id, record);
    return record !== undefined;
  });
  const judge = new Judge({ context, keys, records, retryFailed: options.retryFailed === true });
  const elements: DryElement[] = [];
  const made: ElementId[] = [];
  for (const id of wanted.elements) {
    if (wanted.missing.has(id)) {
      const error = needsError(elementOf(graph, id)) ?? leftOutError(graph, id, wanted.blocked);
      const judged = error ? { ...judge.named(id), reason: "impossible" as const, message: error.message } : judge.judge(id);
      elements.push(judged);
      if (isMade(judged)) made.push(id);
    }
    judge.pass(id);
  }
  return { wanted: wanted.elements.length, cached: wanted.elements.length - elements.length, elements, fetches: fetches(context, made) };
}

/** Whether something runs for it. */
function isMade({ reason }: Pick<DryElement, "reason">): boolean {
  return reason !== "spared" && reason !== "failed" && reason !== "impossible";
}

interface Judging {
  readonly context: EngineContext;
  readonly keys: SourceKeys;
  readonly records: Map<ElementId, ArtifactRecord>;
  readonly retryFailed: boolean;
}

class Judge {
  readonly #given: Judging;
  readonly #history: History;
  readonly #resolved: ResolvedKeys;
  /** What is there with all that it needs at run time. */
  readonly #usable = new Set<ElementId>();

  constructor(given: Judging) {
    const { context, records } = given;
    this.#given = given;
    this.#history = readHistory(context.store.root, context.graph.project.name);
    this.#resolved = new ResolvedKeys(context.graph, (id) => artifactIn(records, id));
  }

  named(id: ElementId): Pick<DryElement, "name" | "kind" | "key" | "milliseconds"> {
    const element = elementOf(this.#given.context.graph, id);
    const name = elementName(element);
    const key = this.#given.keys.of.get(id)?.key;
    const milliseconds = this.#history[name]?.milliseconds;
    return { name, kind: element.kind, ...(key !== undefined && { key }), ...(milliseconds !== undefined && { milliseconds }) };
  }

  /** Takes note of an element after it was judged, in graph order: whether it is there as those above it need it. */
  pass(id: ElementId): void {
    const { context, records } = this.#given;
    const { edges } = elementOf(context.graph, id);
    if (records.has(id) && edges.every((edge) => !isRuntimeEdge(edge) || this.#usable.has(edge.to))) this.#usable.add(id);
  }

  /** The reason of a missing element. One that is spared counts as there for those above it. */
  judge(id: ElementId): DryElement {
    const { context, keys, records, retryFailed } = this.#given;
    const named = this.named(id);
    if (named.key === undefined) return { ...named, reason: "unlocked" };
    const resolved = this.#resolvedKey(id);
    const spared = resolved && findArtifact(context.store, "resolved", resolved);
    if (spared) records.set(id, spared);
    const failed = !spared && [named.key, resolved].some((key) => key !== undefined && findFailure(context.store, key));
    const explanation = explainElement(context, id, keys, this.#history);
    const { before, changes } = explanation;
    return {
      ...named,
      ...(before !== undefined && { before }),
      ...(changes && { changes }),
      reason: spared ? "spared" : failed ? (retryFailed ? "retried" : "failed") : this.#why(id, explanation),
    };
  }

  #why(id: ElementId, { before, changes }: Pick<Explanation, "before" | "changes">): DryReason {
    const { name, key } = this.named(id);
    if (this.#history[name]?.key === key) return "gone";
    if (before === undefined) return "new";
    return changes && changes.length > 0 && changes.every(({ path }) => path.startsWith("dependencies[")) ? "dependency" : "changed";
  }

  /** What it is made from, where all of that is there. */
  #resolvedKey(id: ElementId): ElementKey | undefined {
    const { context, keys } = this.#given;
    const found = keys.of.get(id);
    const isReady = elementOf(context.graph, id).edges.every((edge) => !isBuildEdge(edge) || this.#usable.has(edge.to));
    return found && isReady ? this.#resolved.of(id, found) : undefined;
  }
}

function artifactIn(records: ReadonlyMap<ElementId, ArtifactRecord>, id: ElementId): Artifact {
  const record = records.get(id);
  if (!record) throw new Error("internal: a dependency is not there");
  return record.artifact;
}

function fetches(context: EngineContext, made: readonly ElementId[]): readonly DryFetch[] {
  const { graph } = context;
  const owners = new Map<SourceId, ElementId>();
  for (const id of made) {
    const own = elementOf(graph, id).sources.map(({ source }) => source);
    for (const source of withPrevious(graph, own)) if (!owners.has(source)) owners.set(source, id);
  }
  return missingSources(context, owners.keys()).flatMap((id) => {
    const source = graph.sources[id];
    const owner = owners.get(id);
    if (!source || owner === undefined) return [];
    const name = elementName(elementOf(graph, owner));
    return [{ kind: source.kind, source: sourceText(source.lock ?? [source.key]), element: name }];
  });
}

function sourceText(inputs: readonly unknown[]): string {
  return inputs.map((input) => (typeof input === "string" ? input : JSON.stringify(input))).join(" ");
}
