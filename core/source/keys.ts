// Keys of a graph's sources as the lock has them, with those of the sources that they work on.

import type { Graph, SourceNode } from "../model/graph.ts";
import type { SourceId, SourceKey, TreeDigest } from "../model/ids.ts";
import { sourceOf } from "./context.ts";
import { type Lock, lookup } from "./lock.ts";
import { sourceKey } from "./source-key.ts";

export interface KeyInputs {
  readonly graph: Graph;
  readonly lock: Lock;
  /** Tree of one of the source's `paths`. */
  readonly localTree: (path: string, source: SourceNode) => TreeDigest;
}

/** A function that gives the key of a source, or undefined where it, or one that it works on, is not locked. */
export function sourceKeys({ graph, lock, localTree }: KeyInputs): (id: SourceId) => SourceKey | undefined {
  const known = new Map<SourceId, SourceKey | undefined>();
  return keyOf;

  function keyOf(id: SourceId): SourceKey | undefined {
    if (!known.has(id)) known.set(id, compute(sourceOf({ graph }, id)));
    return known.get(id);
  }

  function compute(source: SourceNode): SourceKey | undefined {
    const ref = source.lock && lookup(lock, source.kind, source.lock);
    if (source.lock && !ref) return undefined;
    const before = source.previous?.sources.map(({ source: id, at }) => ({ key: keyOf(id), at }));
    if (!isComplete(before)) return undefined;
    const trees = source.paths.map((path) => localTree(path, source));
    return sourceKey(source, ref, trees, source.previous && before && { within: source.previous.within, sources: before });
  }
}

/** Sources, and those that they work on, and those that these work on. */
export function withPrevious(graph: Graph, ids: Iterable<SourceId>): ReadonlySet<SourceId> {
  const found = new Set<SourceId>();
  const pending = [...ids];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const { source } of sourceOf({ graph }, id).previous?.sources ?? []) pending.push(source);
  }
  return found;
}

/** Of sources and those that they work on, the ones that must be tracked. */
export function unlockedSources({ graph, lock }: Pick<KeyInputs, "graph" | "lock">, ids: Iterable<SourceId>): readonly SourceId[] {
  return [...withPrevious(graph, ids)]
    .filter((id) => {
      const { kind, lock: inputs } = sourceOf({ graph }, id);
      return inputs !== undefined && lookup(lock, kind, inputs) === undefined;
    })
    .sort((a, b) => a - b);
}

interface Before {
  readonly key: SourceKey | undefined;
  readonly at: string;
}

function isComplete(before: readonly Before[] | undefined): before is readonly (Before & { readonly key: SourceKey })[] | undefined {
  return before?.every(({ key }) => key !== undefined) ?? true;
}
