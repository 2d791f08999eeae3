// Finding and walking what is in a tree. Pure; paths are absolute, links are never followed.

import type { TreeDigest } from "../model/ids.ts";
import type { TreeEntry } from "../model/tree.ts";
import type { DirectoryReader } from "./trees.ts";

/** Every entry below the root, directories before what is in them. */
export function* walkTree(reader: DirectoryReader, root: TreeDigest): Generator<{ readonly path: string; readonly entry: TreeEntry }> {
  const pending: { readonly path: string; readonly digest: TreeDigest }[] = [{ path: "", digest: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of reader.directory(next.digest).entries.values()) {
      const path = `${next.path}/${entry.name}`;
      yield { path, entry };
      if (entry.type === "directory") pending.push({ path, digest: entry.digest });
    }
  }
}

/** The entry at a path other than "/". */
export function findEntry(reader: DirectoryReader, root: TreeDigest, path: string): TreeEntry | undefined {
  let digest = root;
  let found: TreeEntry | undefined;
  for (const name of path.split("/")) {
    if (name === "") continue;
    if (found) {
      if (found.type !== "directory") return undefined;
      digest = found.digest;
    }
    found = reader.directory(digest).entries.get(name);
    if (!found) return undefined;
  }
  return found;
}

/** The directory at a path as a tree of its own. */
export function subtree(reader: DirectoryReader, root: TreeDigest, path: string): TreeDigest | undefined {
  if (path.split("/").every((name) => name === "" || name === ".")) return root;
  const entry = findEntry(reader, root, path);
  return entry?.type === "directory" ? entry.digest : undefined;
}
