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
import type { DirectoryReader, NewDirectories } from "../tree/trees.ts";
import { findEntry, subtree } from "../tree/walk.ts";
import { type Comparison, compareTrees, type Overlap } from "./conflicts.ts";
import { groupLayers } from "./group-layers.ts";

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
  readonly overlaps: readonly Shared[];
  /** Paths where some provide a file and others a directory with something in it, which is what is seen. */
  readonly hidden: readonly Shared[];
}

/** A path, and which trees provide it, first to last. */
export interface Shared {
  readonly path: string;
  readonly by: readonly StagedTree[];
}

/** At most so many directories in one overlay, but for one with corrections. */
export const LAYERS = 30;

/** Covers `staged`, first to last. Trees that exist as manifests only become directories. Throws FORGE3003. */
export async function coverStaging(store: Store, staged: readonly StagedTree[], limit = LAYERS): Promise<Cover> {
  const seen = seenFromRoot(store, staged);
  const comparison = compareTrees((digest) => seen.reader.directory(digest), seen.trees);
  refuse(comparison.conflicts, staged);
  const mounts: StagedMount[] = [];
  const places = placesOf(staged);
  const involved = new Set(comparison.hidden.flatMap(({ by }) => by));
  for (const at of places) {
    // A file that replaced an empty tree staged here: there is no directory to mount on.
    if (comparison.overlaps.some(({ path }) => path === at)) continue;
    const hidden = outermost(comparison.hidden.filter(({ path }) => innermost(places, path) === at));
    const layers = layersAt(store, staged, { at, involved });
    const groups = groupLayers(layers, limit);
    const all = { store, staged, ...seen };
    if (groups.some((group) => group.length > 1 && group.some(({ alone }) => alone))) {
      mounts.push({ at, lowers: await directories(store, [wholeMerge(all, at)]) });
    } else {
      const corrections = hidden.length > 0 ? [correction(all, { at, hidden })] : [];
      mounts.push({ at, lowers: await directories(store, [...groups.map((group) => merged(store, group)), ...corrections]) });
    }
  }
  return { mounts, overlaps: sharedBy(staged, comparison.overlaps), hidden: sharedBy(staged, comparison.hidden) };
}

/** The trees themselves instead of their positions. */
export function sharedBy(staged: readonly StagedTree[], found: readonly Overlap[]): readonly Shared[] {
  return found.map(({ path, by }) => ({ path, by: by.flatMap((index) => staged[index] ?? []) }));
}

interface SeenFromRoot {
  readonly trees: readonly TreeDigest[];
  /** Directories that only these have. */
  readonly made: NewDirectories;
  readonly reader: DirectoryReader;
}

/** The staged trees as directories of the root, in which a tree staged at a place lies at that path. */
function seenFromRoot(store: Store, staged: readonly StagedTree[]): SeenFromRoot {
  const made = new Map<TreeDigest, Uint8Array>();
  const trees = staged.map(({ tree, at }) => {
    store.trees.root(tree);
    if (at === "/") return tree;
    const { root, directories } = mergeTrees(store.trees, [{ tree, at }]);
    for (const [digest, bytes] of directories) made.set(digest, bytes);
    return root;
  });
  return { trees, made, reader: made.size === 0 ? store.trees : store.trees.with(made) };
}

function refuse(conflicts: Comparison["conflicts"], staged: readonly StagedTree[]): void {
  const [conflict] = conflicts;
  if (!conflict) return;
  const names = conflict.by.map((index) => staged[index]?.name ?? "");
  throw new ForgeError({
    code: "FORGE3003",
    message: `${names.at(-1)} has a directory at ${conflict.path}, where ${names[0]} has a file or link`,
    detail: conflicts.slice(1, 10).map(({ path }) => `also at ${path}`),
    help: "stage one of them elsewhere ({ element, at }), or move its files; staging never follows links",
  });
}

/** Every distinct place, outermost first. */
function placesOf(staged: readonly StagedTree[]): readonly string[] {
  return [...new Set(staged.map(({ at }) => at))].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}

function depth(path: string): number {
  return path === "/" ? 0 : path.split("/").length;
}

/** The deepest place that a path lies in. */
function innermost(places: readonly string[], path: string): string | undefined {
  return places.findLast((place) => isBelow(path, place));
}

/** Those that lie in none of the others: a correction is right all the way down. */
function outermost(overlaps: readonly Overlap[]): readonly Overlap[] {
  return overlaps.filter(({ path }) => !overlaps.some((other) => isBelow(path, other.path)));
}

function isBelow(path: string, parent: string): boolean {
  return path !== parent && (parent === "/" || path.startsWith(`${parent}/`));
}

interface Layer {
  /** The tree that owns the directory on disk. */
  readonly tree: TreeDigest;
  /** Path in that tree at which the layer begins: "" or "/usr". */
  readonly inside: string;
  /** The tree seen from there. */
  readonly subtree: TreeDigest;
  readonly files: number;
  /** Whether it has to do with a hidden path: merged with others it could conflict where all of them do not. */
  readonly alone: boolean;
}

/** What is seen at a place: trees staged there, and what trees staged further out have below that path. Each once, where it was last. */
function layersAt(
  store: Store,
  staged: readonly StagedTree[],
  { at, involved }: { readonly at: string; readonly involved: ReadonlySet<number> },
): readonly Layer[] {
  const layers = new Map<string, Layer>();
  for (const [index, { tree, at: where }] of staged.entries()) {
    if (where !== at && !isBelow(at, where)) continue;
    const inside = where === at ? "" : where === "/" ? at : at.slice(where.length);
    const entry = inside === "" ? undefined : findEntry(store.trees, tree, inside);
    const subtree = inside === "" ? tree : entry?.type === "directory" ? entry.digest : undefined;
    if (subtree === undefined || store.trees.directory(subtree).entries.size === 0) continue;
    const id = `${tree}${inside}`;
    const alone = involved.has(index) || layers.get(id)?.alone === true;
    layers.delete(id);
    layers.set(id, { tree, inside, subtree, files: store.trees.fileCount(tree), alone });
  }
  return [...layers.values()];
}

/** What is a directory on disk once it is materialised. */
type Shown = Pick<Layer, "tree" | "inside">;

/** A group of neighbours as one layer. */
function merged(store: Store, group: readonly Layer[]): Shown {
  const [first] = group;
  if (first && group.length === 1) return first;
  const { root, directories } = mergeTrees(
    store.trees,
    group.map(({ subtree }) => ({ tree: subtree, at: "/" })),
  );
  store.trees.put(
    root,
    directories,
    group.map(({ tree }) => tree),
  );
  return { tree: root, inside: "" };
}

/** Directories of layers, relative to the store. The same one twice is once, where it was last. */
async function directories(store: Store, layers: readonly Shown[]): Promise<readonly string[]> {
  const paths = new Set<string>();
  for (const { tree, inside } of layers) {
    // The kernel refuses two layers of which one lies in the other.
    const isNested = inside !== "" && layers.some((other) => other.tree === tree && isWithin(inside, other.inside));
    const owner = isNested ? subtreeOf(store, tree, inside) : tree;
    if (!store.trees.hasDirectory(owner)) await store.trees.materialize(owner);
    const path = `${store.trees.relativePath(owner)}${isNested ? "" : inside}`;
    paths.delete(path);
    paths.add(path);
  }
  return [...paths];
}

function isWithin(path: string, parent: string): boolean {
  return path !== parent && path.startsWith(`${parent}/`);
}

/** A directory of a tree as a tree of its own. */
function subtreeOf(store: Store, tree: TreeDigest, inside: string): TreeDigest {
  const entry = findEntry(store.trees, tree, inside);
  if (entry?.type !== "directory") throw new Error("internal: a layer without a directory");
  store.trees.put(entry.digest, new Map(), [tree]);
  return entry.digest;
}

interface All extends SeenFromRoot {
  readonly store: Store;
  readonly staged: readonly StagedTree[];
}

/** The whole merge as it is seen at a place: the last resort where too many layers must stay alone. */
function wholeMerge({ store, staged, trees, made, reader }: All, at: string): Shown {
  const { root, directories } = mergeTrees(
    reader,
    trees.map((tree, index) => ({ tree, at: "/", name: staged[index]?.name ?? "" })),
  );
  const known = new Map([...made, ...directories]);
  const tree = subtree(store.trees.with(known), root, at);
  if (tree === undefined) throw new Error("internal: a place that is no directory");
  store.trees.put(
    tree,
    known,
    staged.map((each) => each.tree),
  );
  return { tree, inside: "" };
}

/** For each path where a file would hide a directory: that directory as the merge has it. */
function correction(
  { store, staged, trees, made, reader }: All,
  { at, hidden }: { readonly at: string; readonly hidden: readonly Overlap[] },
): Shown {
  const inputs = hidden.flatMap(({ path, by }) =>
    by.flatMap((index) => {
      const tree = trees[index];
      const each = staged[index];
      const entry = tree && findEntry(reader, tree, path);
      if (!each || entry?.type !== "directory") return [];
      return [{ tree: entry.digest, at: at === "/" ? path : path.slice(at.length), name: each.name, owner: each.tree }];
    }),
  );
  const { root, directories } = mergeTrees(reader, inputs);
  store.trees.put(root, new Map([...made, ...directories]), [...new Set(inputs.map(({ owner }) => owner))]);
  return { tree: root, inside: "" };
}
