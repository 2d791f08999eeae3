// Files of a project as they lie on disk, noting what was looked at: what an evaluation is kept by.

import { join } from "node:path";
import { diskFiles, type ProjectFiles } from "../../../dsl/bst/files.ts";
import type { ReadTrace } from "../../model/evaluation.ts";

export interface RecordingFiles {
  readonly files: ProjectFiles;
  reads(): ReadTrace;
}

export function recordingFiles(): RecordingFiles {
  const files = new Set<string>();
  const directories = new Set<string>();
  const absent = new Set<string>();
  return {
    files: {
      ...diskFiles,
      readText: (path) => {
        const found = diskFiles.readText(path);
        if (found.type === "missing") absent.add(path);
        else if (found.type === "directory") directories.add(path);
        else files.add(path);
        return found;
      },
      // That something is there is enough: what it holds is a source's business.
      kind: (path) => {
        const found = diskFiles.kind(path);
        if (found === undefined) absent.add(path);
        return found;
      },
      list: (path) => {
        const found = diskFiles.list(path);
        if (diskFiles.kind(path) === "directory") directories.add(path);
        else absent.add(path);
        return found;
      },
    },
    reads: () => ({ files: [...files].sort(), directories: [...directories].sort(), absent: [...absent].sort() }),
  };
}

/** Notes everything at a path, for a tree that was made of it. */
export function recordTree(files: ProjectFiles, path: string): void {
  const pending = [path];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (files.kind(next) === "file") files.readText(next);
    else
      for (const { name, isDirectory } of files.list(next))
        if (isDirectory || !files.isLink(join(next, name))) pending.push(join(next, name));
  }
}
