// Adds symbolic links to a tree. Pure.

import { dirname, posix } from "node:path";
import { ForgeError } from "../model/errors.ts";
import type { TreeDigest } from "../model/ids.ts";
import { type MergeResult, mergeTrees } from "./merge.ts";
import { buildTree, type DirectoryReader } from "./trees.ts";
import { findEntry } from "./walk.ts";

/** The tree with links added, first to last. Parents of a link are followed through links of the tree itself. */
export function addLinks(
  reader: DirectoryReader,
  root: TreeDigest,
  links: readonly (readonly [path: string, target: string])[],
): Pick<MergeResult, "root" | "directories"> {
  if (links.length === 0) return { root, directories: new Map() };
  const additions = links.map(([path, target]) => ({
    path: posix.join(resolveDirectory(reader, root, dirname(path)), posix.basename(path)),
    target,
  }));
  const built = buildTree(additions.map(({ path, target }) => ({ path, type: "symlink", target }) as const));
  const overlay: DirectoryReader = {
    directory: (digest) => (built.directories.has(digest) ? built.reader.directory(digest) : reader.directory(digest)),
  };
  const merged = mergeTrees(overlay, [
    { tree: root, at: "/" },
    { tree: built.root, at: "/" },
  ]);
  return { root: merged.root, directories: new Map([...built.directories, ...merged.directories]) };
}

/** Where a directory really is, within the tree. A link that leads nowhere is a directory yet to be made. */
function resolveDirectory(reader: DirectoryReader, root: TreeDigest, path: string, depth = 0): string {
  if (depth > 40)
    throw new ForgeError({ code: "FORGE3004", message: `the links at ${path} lead in a circle`, help: "place the link elsewhere" });
  if (path === "/" || path === ".") return "/";
  const parent = resolveDirectory(reader, root, dirname(path), depth + 1);
  const here = posix.join(parent, posix.basename(path));
  const entry = findEntry(reader, root, here);
  if (entry?.type !== "symlink") return here;
  return resolveDirectory(reader, root, posix.resolve("/", parent, entry.target), depth + 1);
}
