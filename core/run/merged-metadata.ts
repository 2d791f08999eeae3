// What staged trees lose of their files, by the place where each file is staged.

import type { FileMetadata } from "../model/tree.ts";
import type { DirectoryReader } from "../tree/trees.ts";
import { findEntry } from "../tree/walk.ts";
import type { IntegrationChanges } from "./integration-changes.ts";
import type { StagedDependency } from "./staging.ts";

/** Metadata of what is there after staging and integration: a file that replaced another does not inherit its owner or mode. */
export function mergedMetadata(
  reader: DirectoryReader,
  dependencies: readonly StagedDependency[],
  changes?: IntegrationChanges,
): ReadonlyMap<string, FileMetadata> {
  const all = new Map<string, FileMetadata>();
  for (const { artifact, at } of dependencies) {
    const prefix = at === "/" ? "" : at;
    for (const path of all.keys()) {
      const entry = path.startsWith(`${prefix}/`) ? findEntry(reader, artifact.tree, path.slice(prefix.length)) : undefined;
      if (entry && entry.type !== "directory") all.delete(path);
    }
    for (const { path, hardlinkTo, ...entry } of artifact.metadata) {
      all.set(`${prefix}${path}`, {
        ...entry,
        path: `${prefix}${path}`,
        ...(hardlinkTo !== undefined && { hardlinkTo: `${prefix}${hardlinkTo}` }),
      });
    }
  }
  for (const path of [...(changes?.removed ?? []), ...(changes?.written ?? [])]) all.delete(path);
  for (const entry of changes?.metadata ?? []) all.set(entry.path, { ...all.get(entry.path), ...entry });
  return all;
}
