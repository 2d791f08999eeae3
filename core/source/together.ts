// Several sources laid together as one directory in the store: a project that another stands on.
//
// Found again by the keys of the sources and their places, without fetching or even asking.

import { realpathSync } from "node:fs";
import { join } from "node:path";
import { identityOf } from "../key/digest.ts";
import { isDigest, type SourceId, type TreeDigest } from "../model/ids.ts";
import { hashLocalTree } from "../store/local-files.ts";
import type { SourceContext, SourceJob } from "./context.ts";
import { sourceKeys } from "./keys.ts";
import { layTogether } from "./obtain.ts";
import { rootOf } from "./roots.ts";

/** Sources, each at an absolute path below a root. */
export type PlacedSources = readonly { readonly source: SourceId; readonly at: string }[];

export interface Together {
  readonly tree: TreeDigest;
  /** Absolute real path. */
  readonly directory: string;
}

/** What they came to; "locked" where that is not in the store, undefined where a source is not locked. */
export function findTogether(context: SourceContext, sources: PlacedSources): Together | "locked" | undefined {
  const key = keyOf(context, sources);
  if (key === undefined) return undefined;
  const { records, trees } = context.store;
  const record = records.get("sources", key);
  const tree = typeof record === "object" && record !== null && "tree" in record ? record.tree : undefined;
  if (!isDigest(tree)) return "locked";
  const found = tree as TreeDigest;
  if (!trees.has(found) || !trees.hasDirectory(found)) return "locked";
  records.touch("sources", key);
  return { tree: found, directory: directoryOf(context, found) };
}

/** Fetches what is missing. Throws what obtaining a source throws. */
export async function obtainTogether(context: SourceContext, sources: PlacedSources, job: () => SourceJob): Promise<Together> {
  const { records, trees } = context.store;
  const tree = await layTogether(context, sources, job);
  await trees.materialize(tree);
  const key = keyOf(context, sources);
  if (key !== undefined) await records.publish([{ index: "sources", key }], { tree });
  return { tree, directory: directoryOf(context, tree) };
}

function directoryOf({ store }: SourceContext, tree: TreeDigest): string {
  return realpathSync(join(store.root, store.trees.relativePath(tree)));
}

function keyOf(context: SourceContext, sources: PlacedSources): string | undefined {
  const { graph, lock, store } = context;
  const keyOfSource = sourceKeys({ graph, lock, localTree: (path, source) => hashLocalTree(store, rootOf(context, source), path).tree });
  const keys: (readonly [string, string])[] = [];
  for (const { source, at } of sources) {
    const key = keyOfSource(source);
    if (key === undefined) return undefined;
    keys.push([key, at]);
  }
  return identityOf(["together", ...keys]);
}
