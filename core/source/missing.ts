// Which sources a build would have to download: those whose trees are not on record. Looks, and brings nothing.

import type { SourceId, TreeDigest } from "../model/ids.ts";
import { hashLocalTree } from "../store/local-files.ts";
import { type SourceContext, sourceOf } from "./context.ts";
import { sourceKeys } from "./keys.ts";
import { onRecord } from "./obtain.ts";

/** Of sources, those that a driver fetches and that are not in the store. What is not locked counts as missing. */
export function missingSources(
  { graph, lock, store, projectRoot }: Pick<SourceContext, "graph" | "lock" | "store" | "projectRoot">,
  ids: Iterable<SourceId>,
): readonly SourceId[] {
  const trees = new Map<string, TreeDigest>();
  const localTree = (path: string): TreeDigest => {
    const tree = trees.get(path) ?? hashLocalTree(store, projectRoot, path).tree;
    trees.set(path, tree);
    return tree;
  };
  const keyOf = sourceKeys({ graph, lock, localTree });
  return [...ids].filter((id) => {
    if (!sourceOf({ graph }, id).driver.operations.includes("fetch")) return false;
    const key = keyOf(id);
    return key === undefined || onRecord(store, key) === undefined;
  });
}
