// The `filter` recipe: the files of one dependency that belong to chosen domains. Starts no process.

import type { FilterRecipe } from "../model/graph.ts";
import { selectTree } from "../tree/split.ts";
import type { Made, MakeInputs } from "./make-element.ts";
import type { StagedDependency } from "./staging.ts";

/** Cuts the dependency, which is the first of the staged ones that is a build dependency of its own. */
export async function filterElement(
  { context, id }: MakeInputs,
  recipe: FilterRecipe,
  dependencies: readonly StagedDependency[],
): Promise<Made> {
  const { store, graph } = context;
  const parent = graph.elements[id]?.edges.find(({ type }) => type !== "runtime");
  const dependency = dependencies.find(({ element }) => element === parent?.to);
  if (!dependency) throw new Error("internal: a filter without a build dependency");
  const { artifact } = dependency;
  store.trees.root(artifact.tree);
  const selected = selectTree(store.trees, artifact.tree, {
    rules: artifact.splitRules,
    include: recipe.include,
    exclude: recipe.exclude,
    orphans: recipe.orphans,
  });
  store.trees.put(selected.root, selected.directories, [artifact.tree]);
  return {
    tree: selected.root,
    metadata: artifact.metadata.filter(({ path }) => selected.has(path)),
    splitRules: artifact.splitRules,
    ...(recipe.passIntegration && { integration: [...artifact.integration, ...(graph.elements[id]?.integration ?? [])] }),
  };
}
