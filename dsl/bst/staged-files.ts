// Local sources of a junction laid together to one directory, without copying: paths in it are answered from where they lie.
//
// A project that is its own subproject names its own folders as eight local sources; this is how they become a project.

import { join } from "node:path";
import type { FileKind, ProjectFiles } from "./files.ts";

/** A file or directory at `from` that appears at `at`. */
export interface Mount {
  readonly at: string;
  readonly from: string;
}

/** A view in which each mount appears below `root`. Later mounts lie over earlier ones. */
export function stagedFiles(files: ProjectFiles, root: string, mounts: readonly Mount[]): ProjectFiles {
  const fromLast = mounts.map((mount) => ({ ...mount, prefix: `${mount.at}/` })).reverse();
  const real = (path: string): string => {
    let found: string | undefined;
    for (const { at, from, prefix } of fromLast) {
      if (path !== at && !path.startsWith(prefix)) continue;
      // What a later mount lacks, an earlier one may have.
      if (found !== undefined && files.kind(found) !== undefined) return found;
      found = from + path.slice(at.length);
    }
    return found ?? path;
  };
  /** Directories that exist because something is mounted below them. */
  const isParent = (path: string): boolean => path === root || mounts.some(({ at }) => at.startsWith(`${path}/`));
  return {
    readText: (path) => (real(path) === path && isParent(path) ? { type: "directory" } : files.readText(real(path))),
    kind: (path): FileKind | undefined => (real(path) === path ? (isParent(path) ? "directory" : undefined) : files.kind(real(path))),
    isLink: (path) => real(path) !== path && files.isLink(real(path)),
    realPath: (path) => {
      const below = real(path);
      if (below === path) return isParent(path) ? path : undefined;
      const found = files.realPath(below);
      return found === undefined ? undefined : (inside(mounts, found) ?? found);
    },
    real: (path) => files.real(real(path)),
    list: (path) => {
      const names = new Map<string, boolean>();
      if (real(path) !== path) for (const entry of files.list(real(path))) names.set(entry.name, entry.isDirectory);
      for (const { at, from } of mounts) {
        if (!at.startsWith(`${path}/`)) continue;
        const [name = "", ...rest] = at.slice(path.length + 1).split("/");
        names.set(name, rest.length > 0 || files.kind(from) === "directory");
      }
      return [...names].map(([name, isDirectory]) => ({ name, isDirectory }));
    },
  };
}

/** Mounts of a local source: a directory's contents, or one file by its name. */
export function mountsOf(files: ProjectFiles, from: string, at: string): readonly Mount[] {
  if (files.kind(from) === "directory" && !files.isLink(from)) return [{ at, from }];
  return [{ at: join(at, from.slice(from.lastIndexOf("/") + 1)), from }];
}

function inside(mounts: readonly Mount[], real: string): string | undefined {
  for (const { at, from } of mounts) {
    if (real === from) return at;
    if (real.startsWith(`${from}/`)) return at + real.slice(from.length);
  }
  return undefined;
}
