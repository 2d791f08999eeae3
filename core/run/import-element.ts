// The `import` recipe: a subtree of the sources, placed at a path, with links added. Starts no process.

import { ForgeError } from "../model/errors.ts";
import { elementName, type ImportRecipe } from "../model/graph.ts";
import type { TreeDigest } from "../model/ids.ts";
import type { elementOf } from "../plan/staging-order.ts";
import { addLinks } from "../tree/links.ts";
import { mergeTrees } from "../tree/merge.ts";
import { subtree } from "../tree/walk.ts";
import type { Made, MakeInputs } from "./make-element.ts";
import { stagedSources } from "./staging.ts";

/** Lays out the sources, takes `from`, places it at `to`. Throws FORGE3004 where there is nothing. */
export async function importElement({ context, id, sources }: MakeInputs, recipe: ImportRecipe): Promise<Made> {
  const { store } = context;
  const staged = stagedSources(context, id, sources);
  for (const { tree } of staged) store.trees.root(tree);
  const laid = mergeTrees(store.trees, staged);
  const made = new Map(laid.directories);
  const reader = store.trees.with(made);

  const from = subtree(reader, laid.root, recipe.from);
  if (from === undefined || reader.directory(from).entries.size === 0) throw nothingThere(context.graph.elements[id], recipe);
  const placed = mergeTrees(reader, [{ tree: from, at: recipe.to }]);
  for (const [digest, bytes] of placed.directories) made.set(digest, bytes);
  const linked = addLinks(reader, placed.root, recipe.links);
  for (const [digest, bytes] of linked.directories) made.set(digest, bytes);

  const root: TreeDigest = linked.root;
  store.trees.put(
    root,
    made,
    staged.map(({ tree }) => tree),
  );
  return { tree: root, metadata: [] };

  function nothingThere(element: ReturnType<typeof elementOf> | undefined, { from }: ImportRecipe): ForgeError {
    const [place] = element?.place ?? [];
    return new ForgeError({
      code: "FORGE3004",
      message: `${element ? elementName(element) : "an import"}: the sources have ${from === "/" ? "no files" : `no directory ${from}, or it is empty`}`,
      ...(place && { place }),
      help: "check `from` of the importElement",
    });
  }
}
