// The key of a source: what its tree is found by in the store.
//
// It holds what decides the tree and nothing else: kind, version, the configuration that the kind says matters, the ref,
// and local contents. No names, no places, no lock inputs: the same bytes from another address are the same source.

import { identityOf } from "../key/digest.ts";
import type { Ref } from "../model/drivers.ts";
import type { SourceNode } from "../model/graph.ts";
import type { SourceKey, TreeDigest } from "../model/ids.ts";

/** `localTrees` are the trees of `source.paths`, in that order. */
export function sourceKey(
  source: Pick<SourceNode, "kind" | "version" | "key">,
  ref: Ref | undefined,
  localTrees: readonly TreeDigest[],
  previous?: PreviousKeys,
): SourceKey {
  const before = previous ? [{ within: previous.within, sources: previous.sources.map(({ key, at }) => ({ key, at })) }] : [];
  return identityOf(["source", source.kind, source.version, source.key, ref ?? null, [...localTrees], ...before]) as SourceKey;
}

/** What a source works on, as far as it decides what comes of it. */
export interface PreviousKeys {
  readonly within: string;
  readonly sources: readonly { readonly key: SourceKey; readonly at: string }[];
}
