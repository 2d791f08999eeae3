// What several elements built, laid over one another: for a verb that writes an element with what it needs.
//
// Tree arithmetic. Nothing is integrated and nothing cut; what an element is staged at elsewhere does not count here.

import { elementName } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import type { Artifact } from "../model/tree.ts";
import { elementOf } from "../plan/staging-order.ts";
import { mergeTrees } from "../tree/merge.ts";
import type { BuiltArtifacts } from "./artifacts.ts";
import type { EngineContext } from "./context.ts";
import { mergedMetadata } from "./merged-metadata.ts";

/** The merge of artifacts, later ones over earlier. All must have been built. */
export function mergedArtifacts(
  { store, graph }: EngineContext,
  elements: readonly ElementId[],
  built: BuiltArtifacts,
): Pick<Artifact, "tree" | "metadata"> {
  const staged = elements.map((element) => {
    const { artifact } = built.record(element);
    store.trees.root(artifact.tree);
    return { element, artifact, tree: artifact.tree, at: "/", name: elementName(elementOf(graph, element)) };
  });
  const merged = mergeTrees(store.trees, staged);
  store.trees.put(
    merged.root,
    merged.directories,
    staged.map(({ tree }) => tree),
  );
  return { tree: merged.root, metadata: [...mergedMetadata(store.trees, staged).values()] };
}
