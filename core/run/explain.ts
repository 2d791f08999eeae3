// Why an element is what it is: its manifest beside the one that it had before, and what its dependencies did.
//
// Facts only; core/report words them. The manifests are those that were hashed (invariant 5). What to compare with is
// remembered by name; that decides which two manifests are shown, never what is built.

import { elementName } from "../model/graph.ts";
import type { ElementId, ElementKey, SourceId } from "../model/ids.ts";
import type { JsonObject } from "../model/json.ts";
import { type ManifestChange, manifestChanges } from "../plan/explain.ts";
import type { Keys } from "../plan/keys.ts";
import { elementOf, isBuildEdge } from "../plan/staging-order.ts";
import { type ArtifactRecord, findArtifact } from "./artifact-record.ts";
import type { EngineContext } from "./context.ts";
import { type ChangedDefault, changedDefaults } from "./default-history.ts";
import { type History, readHistory } from "./history.ts";

/** One difference, with what it points at where that has a name. */
export interface ExplainedChange extends ManifestChange {
  /** The dependency or source that a digest stands for. */
  readonly about?: string;
  /** The dependency has another key than before and yet the same bytes. */
  readonly sameBytes?: boolean;
}

export interface Explanation {
  readonly name: string;
  readonly kind: string;
  /**
   * `unlocked`: no key yet, for a source below it has no ref. `missing`: a build makes it. Else how it came to be in the
   * store: `built` for what it is, or kept by the early `cutoff`, or found there (`cached`).
   */
  readonly state: "unlocked" | "missing" | "built" | "cutoff" | "cached";
  readonly key?: ElementKey;
  readonly manifest?: JsonObject;
  /** The key that it had before. Absent: none is remembered. */
  readonly before?: ElementKey;
  /** Differences from the manifest before. Absent: there is none to compare with. */
  readonly changes?: readonly ExplainedChange[];
  /** Defaults of the project that differ from those of then. Absent: none does, or they are forgotten. */
  readonly defaults?: readonly ChangedDefault[];
  /** Elements below it whose sources have no ref. */
  readonly unlocked?: readonly string[];
}

/** Explains an element whose keys, and those of everything below it, are given. */
export function explainElement(
  context: EngineContext,
  id: ElementId,
  keys: Keys,
  history: History = readHistory(context.store.root, context.graph.project.name),
): Explanation {
  const { graph, store } = context;
  const element = elementOf(graph, id);
  const name = elementName(element);
  const found = keys.of.get(id);
  const identity = { name, kind: element.kind };
  if (!found) {
    const unlocked = [...keys.unlocked.values()].map((other) => elementName(elementOf(graph, other)));
    return { ...identity, state: "unlocked", unlocked: [...new Set(unlocked)] };
  }
  const past = history[name];
  const record = findArtifact(store, "artifacts", found.key);
  const before = past?.key === found.key ? past.before : past?.key;
  const earlier = before === undefined ? undefined : findArtifact(store, "artifacts", before);
  const state = !record ? "missing" : past?.key === found.key ? past.outcome : "cached";
  const defaults =
    earlier &&
    changedDefaults(store.root, graph.project, {
      before: past?.key === found.key ? past.defaultsBefore : past?.defaults,
      kind: element.kind,
    });
  return {
    ...identity,
    state,
    key: found.key,
    manifest: found.manifest,
    ...(before !== undefined && { before }),
    ...(earlier && {
      changes: manifestChanges(earlier.manifest, found.manifest).map((change) => explained(change, { context, id, keys, history })),
    }),
    ...(defaults && defaults.length > 0 && { defaults }),
  };
}

interface Explaining {
  readonly context: EngineContext;
  readonly id: ElementId;
  readonly keys: Keys;
  readonly history: History;
}

/** Names what a digest in a manifest stands for: the dependency or the source at that position now. */
function explained(change: ManifestChange, explaining: Explaining): ExplainedChange {
  const { graph } = explaining.context;
  const element = elementOf(graph, explaining.id);
  const [, list, index] = /^(dependencies|sources)\[(\d+)\]/.exec(change.path) ?? [];
  if (list === "dependencies") {
    const edge = element.edges.filter(isBuildEdge)[Number(index)];
    if (!edge) return change;
    const about = elementName(elementOf(graph, edge.to));
    return { ...change, about, ...(isSame(edge.to, explaining) && { sameBytes: true }) };
  }
  const source = list === "sources" ? element.sources[Number(index)] : undefined;
  return source ? { ...change, about: sourceName(explaining.context, source.source) } : change;
}

/** Whether an element made the same under its key as under the one it had before. */
function isSame(id: ElementId, { context, keys, history }: Explaining): boolean {
  const past = history[elementName(elementOf(context.graph, id))];
  const now = keys.of.get(id);
  if (past?.before === undefined || past.key !== now?.key) return false;
  const [before, after] = [past.before, past.key].map((key): ArtifactRecord | undefined => findArtifact(context.store, "artifacts", key));
  return before !== undefined && before.artifact.digest === after?.artifact.digest;
}

/** How messages name a source: its kind, and the path or place that says which. */
function sourceName({ graph }: EngineContext, id: SourceId): string {
  const source = graph.sources[id];
  if (!source) return "a source";
  const [path] = source.paths;
  return `the ${source.kind} source${path === undefined ? "" : ` ${path}`}`;
}
