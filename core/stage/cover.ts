// The staging planner: covers the wanted merged tree by directories that exist, and corrects what is wrong with that cover.
//
// Each place of the sandbox that something is staged at becomes one overlay of stored directories. Where the overlay would
// differ from the pure merge (a file that the merge ignores would hide a directory), the right subtree becomes one more
// layer on top. So the result equals the merge, always (invariant 2; a property test says so). More than LAYERS directories
// at one place are merged into fewer, for look-ups in deep overlays are slow (docs/design-notes.md, "Layers").

import { ForgeError } from "../model/errors.ts";
import type { TreeDigest } from "../model/ids.ts";
import type { StagedMount } from "../model/sandbox.ts";
import type { Store } from "../store/store.ts";
import { mergeTrees } from "../tree/merge.ts";
import { findEntry } from "../tree/walk.ts";
import { compareTrees, type Overlap } from "./conflicts.ts";

/** A tree, where it is staged, and what messages call it. */
export interface StagedTree {
  readonly tree: TreeDigest;
  /** Absolute path in the sandbox. */
  readonly at: string;
  readonly name: string;
}

export interface Cover {
  /** Parents before children. */
  readonly mounts: readonly StagedMount[];
  /** Paths that several staged trees provide differently; the last provider's file is what is seen. */
  readonly overlaps: readonly { readonly path: string; readonly by: readonly string[] }[];
}

/** At most so many directories in one overlay. */
export const LAYERS = 30;

/** Covers `staged`, first to last. Trees that exist as manifests only become directories. Throws FORGE3003. */
export async function coverStaging(store: Store, staged: readonly StagedTree[]): Promise<Cover> {
  const mounts: StagedMount[] = [];
  const overlaps: { path: string; by: readonly string[] }[] = [];
  for (const at of places(staged)) {
    const here = layersAt(store, staged, at);
    for (const { tree } of here) store.trees.root(tree);
    const comparison = compareTrees(
      (digest) => store.trees.directory(digest),
      here.map(({ subtree }) => subtree),
    );
    refuse(comparison.conflicts, here, at);
    for (const overlap of comparison.overlaps)
      overlaps.push({ path: join(at, overlap.path), by: overlap.by.map((index) => here[index]?.name ?? "") });
    const lowers = await directories(store, await fewer(store, distinct(here), comparison.overlaps, here));
    for (const correction of await corrections(store, comparison.hidden, here)) lowers.push(correction);
    mounts.push({ at, lowers });
  }
  return { mounts, overlaps };
}

interface Layer {
  /** The tree that owns the directory on disk. */
  readonly tree: TreeDigest;
  /** Path in that tree at which the layer begins: "" or "/usr". */
  readonly inside: string;
  /** The tree seen from there. */
  readonly subtree: TreeDigest;
  readonly name: string;
}

/** Every distinct place, outermost first. */
function places(staged: readonly StagedTree[]): readonly string[] {
  return [...new Set(staged.map(({ at }) => at))].sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
}

/** What is seen at a place: trees staged there, and what trees staged further out have below that path. */
function layersAt(store: Store, staged: readonly StagedTree[], at: string): readonly Layer[] {
  const layers: Layer[] = [];
  for (const { tree, at: where, name } of staged) {
    if (where === at) layers.push({ tree, inside: "", subtree: tree, name });
    else if (isBelow(at, where)) {
      const inside = where === "/" ? at : at.slice(where.length);
      store.trees.root(tree);
      const entry = findEntry(store.trees, tree, inside);
      if (entry?.type === "directory") layers.push({ tree, inside, subtree: entry.digest, name });
    }
  }
  return layers;
}

function isBelow(path: string, parent: string): boolean {
  return path !== parent && (parent === "/" || path.startsWith(`${parent}/`));
}

/** The same directory twice is once, where it was last. */
function distinct(layers: readonly Layer[]): readonly Layer[] {
  const last = new Map<string, Layer>();
  for (const layer of layers) {
    const id = `${layer.tree}${layer.inside}`;
    last.delete(id);
    last.set(id, layer);
  }
  return [...last.values()];
}

function refuse(conflicts: readonly Overlap[], layers: readonly Layer[], at: string): void {
  const [conflict] = conflicts;
  if (!conflict) return;
  const names = conflict.by.map((index) => layers[index]?.name ?? "");
  throw new ForgeError({
    code: "FORGE3003",
    message: `${names.at(-1)} has a directory at ${join(at, conflict.path)}, where ${names[0]} has a file or link`,
    detail: conflicts.slice(1, 10).map((other) => `also at ${join(at, other.path)}`),
    help: "stage one of them elsewhere ({ element, at }), or move its files; staging never follows links",
  });
}

/**
 * At most LAYERS layers. Layers that overlap nobody may be merged in any order, so the smallest are merged first,
 * in an order that depends on their digests only: the same set gives the same merged directory for every element.
 */
async function fewer(
  store: Store,
  layers: readonly Layer[],
  overlaps: readonly Overlap[],
  all: readonly Layer[],
): Promise<readonly Layer[]> {
  if (layers.length <= LAYERS) return layers;
  const involved = new Set(overlaps.flatMap(({ by }) => by.map((index) => layerId(all[index]))));
  const ordered = layers.filter((layer) => involved.has(layerId(layer)));
  const free = layers
    .filter((layer) => !involved.has(layerId(layer)))
    .sort((a, b) => size(b) - size(a) || (a.subtree < b.subtree ? -1 : 1));
  const bottom = ordered.length > LAYERS / 2 ? [await merged(store, ordered)] : ordered;
  const keep = free.slice(0, Math.max(0, LAYERS - bottom.length - 1));
  const rest = free.slice(keep.length);
  // Overlapping layers stay in their own order; where the others lie among them makes no difference.
  return [...(rest.length > 0 ? [await merged(store, rest)] : []), ...keep.reverse(), ...bottom];

  function size(layer: Layer): number {
    return store.trees.fileCount(layer.tree);
  }
}

function layerId(layer: Layer | undefined): string {
  return layer ? `${layer.tree}${layer.inside}` : "";
}

async function merged(store: Store, layers: readonly Layer[]): Promise<Layer> {
  const result = mergeTrees(
    store.trees,
    layers.map(({ subtree }) => ({ tree: subtree, at: "/" })),
  );
  store.trees.put(
    result.root,
    result.directories,
    layers.map(({ tree }) => tree),
  );
  return { tree: result.root, inside: "", subtree: result.root, name: "" };
}

async function directories(store: Store, layers: readonly Layer[]): Promise<string[]> {
  const paths: string[] = [];
  for (const { tree, inside } of layers) {
    if (!store.trees.hasDirectory(tree)) await store.trees.materialize(tree);
    paths.push(`${store.trees.relativePath(tree)}${inside}`);
  }
  return paths;
}

/** For each path where a file would hide a directory: that directory as the merge has it. */
async function corrections(store: Store, hidden: readonly Overlap[], layers: readonly Layer[]): Promise<readonly string[]> {
  if (hidden.length === 0) return [];
  const staged = hidden.flatMap(({ path, by }) =>
    by.flatMap((index) => {
      const layer = layers[index];
      const entry = layer && findEntry(store.trees, layer.subtree, path);
      return layer && entry?.type === "directory" ? [{ tree: entry.digest, at: path }] : [];
    }),
  );
  const result = mergeTrees(store.trees, staged);
  store.trees.put(
    result.root,
    result.directories,
    layers.map(({ tree }) => tree),
  );
  return directories(store, [{ tree: result.root, inside: "", subtree: result.root, name: "" }]);
}

function join(at: string, path: string): string {
  return at === "/" ? path : `${at}${path}`;
}
