// Where the files of a source's project lie: the project itself, a package beside it, or a tree in the store.
//
// Looks at nothing but whether the store has a tree, which says at the same time that it is in use.

import { join } from "node:path";
import { ForgeError } from "../model/errors.ts";
import type { FilesRoot, Graph, SourceNode } from "../model/graph.ts";
import type { Store } from "../store/store.ts";

export interface RootContext {
  readonly graph: Pick<Graph, "junctions">;
  /** Absolute. */
  readonly projectRoot: string;
  readonly store: Pick<Store, "root" | "trees">;
}

/** Absolute directory that a source's paths are relative to. Throws FORGE5004 where the store lost the tree. */
export function rootOf(context: RootContext, { junction }: Pick<SourceNode, "junction">): string {
  const node = junction === undefined ? undefined : context.graph.junctions?.[junction];
  return node ? directoryOf(context, node.root) : context.projectRoot;
}

function directoryOf({ projectRoot, store }: RootContext, root: FilesRoot): string {
  if (root.type === "directory") return join(projectRoot, root.path);
  const { trees } = store;
  if (trees.has(root.tree) && trees.hasDirectory(root.tree)) return join(store.root, trees.relativePath(root.tree), root.path);
  throw new ForgeError({
    code: "FORGE5004",
    message: `the store lacks the tree ${root.tree} of a junction`,
    help: "run the command again",
  });
}
