// The pure merge of trees: what is seen when they are laid over one another, first to last.
//
// Rules, for a path where something is already: a file or link replaces a file, a link or an empty directory; it is ignored
// where a directory with something in it is; a directory joins a directory; a directory over a file or link is refused.
// Links are never followed. Directories with equal digests are taken as they are, so merging costs what differs.

import { ForgeError } from "../model/errors.ts";
import type { TreeDigest } from "../model/ids.ts";
import type { TreeEntry } from "../model/tree.ts";
import { type DirectoryReader, DirectorySet, type NewDirectories } from "./trees.ts";

export interface MergeInput {
  readonly tree: TreeDigest;
  /** Absolute path at which the tree's root is laid. */
  readonly at: string;
  /** What a refusal calls it. */
  readonly name?: string;
}

export interface MergeResult {
  readonly root: TreeDigest;
  readonly directories: NewDirectories;
  /** Paths that several inputs provide with different contents; `by` are their positions, the last one's is what is there. */
  readonly overlaps: readonly { readonly path: string; readonly by: readonly number[] }[];
  /** Files that were ignored because a directory with something in it was there. */
  readonly ignored: readonly { readonly path: string; readonly by: readonly number[] }[];
}

/** Lays trees over one another. Throws FORGE3003 where a directory meets a file. */
export function mergeTrees(reader: DirectoryReader, inputs: readonly MergeInput[]): MergeResult {
  const set = new DirectorySet(reader);
  const overlaps = new Map<string, number[]>();
  const ignored: { path: string; by: readonly number[] }[] = [];
  const empty = set.add(new Map());
  const root: Node = { ...empty, entries: undefined, owner: -1 };
  for (const [by, input] of inputs.entries()) layAt(root, input, by);
  const finished = finish(root);
  return { root: finished.digest, directories: set.made, overlaps: [...overlaps].map(([path, by]) => ({ path, by })), ignored };

  function layAt(node: Node, input: MergeInput, by: number): void {
    let here = node;
    let path = "";
    for (const name of input.at.split("/")) {
      if (name === "") continue;
      path += `/${name}`;
      const entries = open(here);
      const found = entries.get(name);
      if (found && !isNode(found.value)) throw conflict(path, found, by);
      const next: Node = found && isNode(found.value) ? found.value : { ...empty, entries: undefined, owner: by };
      if (!found) entries.set(name, { value: next, by });
      here = next;
    }
    lay(here, { digest: input.tree }, path, by);
  }

  /** Lays a directory over a node. */
  function lay(node: Node, { digest, size }: Sized, path: string, by: number): void {
    if (node.entries === undefined) {
      if (node.digest === digest) return;
      if (node.digest === empty.digest) {
        node.digest = digest;
        node.size = size;
        node.owner = by;
        return;
      }
    }
    const entries = open(node);
    for (const entry of set.directory(digest).entries.values()) {
      const here = `${path}/${entry.name}`;
      const found = entries.get(entry.name);
      if (entry.type === "directory") {
        if (!found) entries.set(entry.name, { value: { digest: entry.digest, size: entry.size, entries: undefined, owner: by }, by });
        else if (isNode(found.value)) lay(found.value, entry, here, by);
        else throw conflict(here, found, by);
      } else if (!found) {
        entries.set(entry.name, { value: entry, by });
      } else if (isNode(found.value)) {
        if (isEmpty(found.value)) {
          entries.set(entry.name, { value: entry, by });
          note(here, found.by, by);
        } else ignored.push({ path: here, by: [found.by, by] });
      } else {
        if (!sameLeaf(found.value, entry)) note(here, found.by, by);
        entries.set(entry.name, { value: entry, by });
      }
    }
  }

  /** The entries of a node, to be changed. */
  function open(node: Node): Map<string, Slot> {
    if (node.entries) return node.entries;
    const entries = new Map<string, Slot>();
    for (const entry of set.directory(node.digest).entries.values()) {
      entries.set(entry.name, {
        value: entry.type === "directory" ? { digest: entry.digest, size: entry.size, entries: undefined, owner: node.owner } : entry,
        by: node.owner,
      });
    }
    node.entries = entries;
    return entries;
  }

  function isEmpty(node: Node): boolean {
    return node.entries ? node.entries.size === 0 : set.directory(node.digest).entries.size === 0;
  }

  function note(path: string, first: number, second: number): void {
    const known = overlaps.get(path);
    if (known) known.push(second);
    else overlaps.set(path, [first, second]);
  }

  function conflict(path: string, found: Slot, by: number): ForgeError {
    return new ForgeError({
      code: "FORGE3003",
      message: `${inputs[by]?.name ?? "a tree"} has a directory at ${path}, where ${inputs[found.by]?.name ?? "another"} has a file or link`,
      help: "stage one of them elsewhere ({ element, at }), or move its files; staging never follows links",
    });
  }

  function finish(node: Node): { readonly digest: TreeDigest; readonly size: number } {
    if (!node.entries) return { digest: node.digest, size: node.size ?? sizeOf(node.digest) };
    const entries = new Map<string, TreeEntry>();
    for (const [name, { value }] of node.entries) entries.set(name, isNode(value) ? { type: "directory", name, ...finish(value) } : value);
    return set.add(entries);
  }

  /** Length of an encoded directory. Known from its parent, unless it is an input's root. */
  function sizeOf(digest: TreeDigest): number {
    return set.made.get(digest)?.length ?? set.add(set.directory(digest).entries).size;
  }
}

interface Sized {
  readonly digest: TreeDigest;
  readonly size?: number;
}

/** A directory of the result: untouched as long as `entries` is undefined. */
interface Node {
  digest: TreeDigest;
  /** Length of the encoded directory, which its parent names beside the digest. */
  size: number | undefined;
  entries: Map<string, Slot> | undefined;
  /** Position of the input that an untouched directory comes from. */
  owner: number;
}

interface Slot {
  readonly value: Node | Exclude<TreeEntry, { readonly type: "directory" }>;
  readonly by: number;
}

function isNode(value: Slot["value"]): value is Node {
  return "entries" in value;
}

function sameLeaf(a: Exclude<TreeEntry, { readonly type: "directory" }>, b: Exclude<TreeEntry, { readonly type: "directory" }>): boolean {
  if (a.type === "symlink") return b.type === "symlink" && a.target === b.target;
  return b.type === "file" && a.digest === b.digest && a.executable === b.executable;
}
