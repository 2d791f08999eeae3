// Cuts trees by domains: which paths belong to the chosen ones, and the tree of just these.
//
// Pure. A path may be in several domains; one that is excluded wins over one that is included; a path in no domain is an
// orphan. Files, links and directories are judged alike, each by its own path; the parents of what is kept are kept.

import type { TreeDigest } from "../model/ids.ts";
import type { TreeEntry } from "../model/tree.ts";
import { compileGlobs } from "./globs.ts";
import { type DirectoryReader, DirectorySet, type NewDirectories } from "./trees.ts";
import { walkTree } from "./walk.ts";

export interface Selection {
  /** Domain to patterns. */
  readonly rules: readonly (readonly [domain: string, patterns: readonly string[]])[];
  /** Empty: every domain. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Whether paths in no domain are chosen. */
  readonly orphans: boolean;
}

/** A tree cut down. */
export interface Cut {
  readonly root: TreeDigest;
  readonly directories: NewDirectories;
  /** Whether a path was kept. */
  readonly has: (path: string) => boolean;
}

/** Whether a selection chooses a path. Also for paths that are in no tree, such as those of devices. */
export function compileSelection({ rules, include, exclude, orphans }: Selection): (path: string) => boolean {
  const chosen = new Set(include.length > 0 ? include : rules.map(([domain]) => domain));
  const refused = new Set(exclude);
  const domains = rules.map(([domain, patterns]) => ({
    matches: compileGlobs(patterns),
    chosen: chosen.has(domain),
    refused: refused.has(domain),
  }));
  return (path) => {
    let claimed = false;
    let included = false;
    for (const domain of domains) {
      if (!domain.matches(path)) continue;
      if (domain.refused) return false;
      claimed = true;
      included ||= domain.chosen;
    }
    return included || (orphans && !claimed);
  };
}

/** Paths of a tree that belong to the chosen domains. */
export function* selectPaths(reader: DirectoryReader, tree: TreeDigest, selection: Selection): Generator<string> {
  const isChosen = compileSelection(selection);
  for (const { path } of walkTree(reader, tree)) if (isChosen(path)) yield path;
}

/** The tree of what belongs to the chosen domains. `has` answers for paths in no tree by the same rules. */
export function selectTree(reader: DirectoryReader, tree: TreeDigest, selection: Selection): Cut {
  const isChosen = compileSelection(selection);
  const cut = cutTree(reader, tree, isChosen);
  return { ...cut, has: (path) => cut.has(path) || isChosen(path) };
}

/** The tree of these paths and their parents. A directory that is named is kept even when nothing in it is. */
export function keepPaths(reader: DirectoryReader, tree: TreeDigest, paths: ReadonlySet<string>): Cut {
  const cut = cutTree(reader, tree, (path) => paths.has(path));
  return { ...cut, has: (path) => cut.has(path) || paths.has(path) };
}

function cutTree(reader: DirectoryReader, tree: TreeDigest, keeps: (path: string) => boolean): Cut {
  const set = new DirectorySet(reader);
  const kept = new Set<string>(["/"]);
  const root = cut(tree, "") ?? set.add(new Map());
  return { root: root.digest, directories: set.made, has: (path) => kept.has(path) };

  /** Undefined: nothing in it is kept. */
  function cut(digest: TreeDigest, path: string): { readonly digest: TreeDigest; readonly size: number } | undefined {
    const entries = new Map<string, TreeEntry>();
    for (const entry of set.directory(digest).entries.values()) {
      const here = `${path}/${entry.name}`;
      if (entry.type === "directory") {
        const below = cut(entry.digest, here) ?? (keeps(here) ? set.add(new Map()) : undefined);
        if (!below) continue;
        entries.set(entry.name, { type: "directory", name: entry.name, ...below });
      } else if (keeps(here)) entries.set(entry.name, entry);
      else continue;
      kept.add(here);
    }
    return entries.size === 0 ? undefined : set.add(entries);
  }
}
