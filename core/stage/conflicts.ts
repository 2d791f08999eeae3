// Compares staged trees with one another: which paths several of them provide, and where an overlay of their
// directories would differ from the pure merge.
//
// Pure. Walks only directories that at least two trees have, so a small tree over a large one costs what the small one
// costs. The rules of the merge are those of core/tree/merge.ts; a property test holds the two together.

import type { TreeDigest } from "../model/ids.ts";
import type { Directory, TreeEntry } from "../model/tree.ts";

/** A path that several trees provide with different contents. `by` are positions in the list, first to last. */
export interface Overlap {
  readonly path: string;
  readonly by: readonly number[];
}

export interface Comparison {
  readonly overlaps: readonly Overlap[];
  /** Paths where a file was ignored because a non-empty directory was there: the overlay would hide the directory. */
  readonly hidden: readonly Overlap[];
  /** A directory laid over a file or link: refused. */
  readonly conflicts: readonly Overlap[];
}

interface Provider {
  readonly by: number;
  readonly entry: TreeEntry;
}

/** Compares trees in the order in which they are laid over one another. */
export function compareTrees(directory: (digest: TreeDigest) => Directory, trees: readonly TreeDigest[]): Comparison {
  const overlaps: Overlap[] = [];
  const hidden: Overlap[] = [];
  const conflicts: Overlap[] = [];
  const pending: { readonly path: string; readonly level: readonly { readonly by: number; readonly digest: TreeDigest }[] }[] = [
    { path: "", level: trees.map((digest, by) => ({ by, digest })) },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const distinct = new Set(next.level.map(({ digest }) => digest));
    if (distinct.size < 2) continue;
    for (const [name, providers] of sharedNames(directory, next.level)) {
      const path = `${next.path}/${name}`;
      const kinds = providers.filter(({ entry }) => entry.type === "directory").length;
      const by = providers.map((provider) => provider.by);
      if (kinds === providers.length) {
        pending.push({ path, level: providers.map((provider) => ({ by: provider.by, digest: directoryDigest(provider.entry) })) });
      } else if (kinds === 0) {
        if (providers.some(({ entry }) => !sameEntry(entry, providers[0]?.entry))) overlaps.push({ path, by });
      } else if (judgeMixed(path, providers) === "directory") {
        const directories = providers.filter(({ entry }) => entry.type === "directory");
        pending.push({ path, level: directories.map((provider) => ({ by: provider.by, digest: directoryDigest(provider.entry) })) });
      }
    }
  }
  return { overlaps, hidden, conflicts };

  /** What is at a path that some have a directory at and some have not. */
  function judgeMixed(path: string, providers: readonly Provider[]): "directory" | "leaf" | "refused" {
    const by = providers.map((provider) => provider.by);
    let state: "nothing" | "leaf" | "empty" | "full" = "nothing";
    let ignored = false;
    for (const { entry } of providers) {
      if (entry.type === "directory") {
        if (state === "leaf") {
          conflicts.push({ path, by });
          return "refused";
        }
        if (state !== "full") state = directory(entry.digest).entries.size > 0 ? "full" : "empty";
      } else if (state === "full") ignored = true;
      else state = "leaf";
    }
    if (ignored) hidden.push({ path, by });
    else overlaps.push({ path, by });
    return ignored ? "directory" : "leaf";
  }
}

/** Names that at least two of the directories have. The largest directory is looked into, never walked. */
function sharedNames(
  directory: (digest: TreeDigest) => Directory,
  level: readonly { readonly by: number; readonly digest: TreeDigest }[],
): ReadonlyMap<string, readonly Provider[]> {
  const read = level.map(({ by, digest }) => ({ by, entries: directory(digest).entries }));
  let largest = 0;
  read.forEach(({ entries }, index) => {
    if (entries.size > (read[largest]?.entries.size ?? 0)) largest = index;
  });
  const names = new Map<string, Provider[]>();
  const wanted = new Set<string>();
  read.forEach(({ entries }, index) => {
    if (index !== largest) for (const name of entries.keys()) wanted.add(name);
  });
  // Again in order, so that providers come first to last; the largest contributes only what others have.
  for (const { by, entries } of read) {
    const source = entries.size > wanted.size ? wanted : entries.keys();
    for (const name of source) {
      const entry = entries.get(name);
      if (!entry || !wanted.has(name)) continue;
      const providers = names.get(name);
      if (providers) providers.push({ by, entry });
      else names.set(name, [{ by, entry }]);
    }
  }
  for (const [name, providers] of names) if (providers.length < 2) names.delete(name);
  return names;
}

function sameEntry(a: TreeEntry, b: TreeEntry | undefined): boolean {
  if (!b || a.type !== b.type) return false;
  if (a.type === "symlink") return b.type === "symlink" && a.target === b.target;
  if (a.type === "file") return b.type === "file" && a.digest === b.digest && a.executable === b.executable;
  return b.type === "directory" && a.digest === b.digest;
}

function directoryDigest(entry: TreeEntry): TreeDigest {
  if (entry.type !== "directory") throw new Error("internal: not a directory");
  return entry.digest;
}
