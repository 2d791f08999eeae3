// The door to a project's files. Loading reads through it and nowhere else, so what was read can be recorded, and tests
// can lay files over a directory that they may not change.

import { isUtf8 } from "node:buffer";
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

export type FileKind = "file" | "directory" | "special";

export type FileText =
  | { readonly type: "text"; readonly text: string }
  /** Nothing is there; a directory is; or bytes that are not UTF-8. */
  | { readonly type: "missing" | "directory" | "binary" };

/** Paths are absolute. */
export interface ProjectFiles {
  readonly readText: (path: string) => FileText;
  /** What a path leads to, links followed; undefined where nothing is. */
  readonly kind: (path: string) => FileKind | undefined;
  readonly isLink: (path: string) => boolean;
  /** The path without links; undefined where nothing is. */
  readonly realPath: (path: string) => string | undefined;
  /** Where a path's contents lie on disk: another path where directories were laid together (staged-files.ts). */
  readonly real: (path: string) => string;
  /** Names in a directory, and whether each is a directory itself (a link to one is not). */
  readonly list: (path: string) => readonly { readonly name: string; readonly isDirectory: boolean }[];
}

/** Files as they lie on disk. */
export const diskFiles: ProjectFiles = {
  readText: (path) => {
    try {
      const bytes = readFileSync(path);
      if (!isUtf8(bytes)) return { type: "binary" };
      const text = bytes.toString("utf8");
      return { type: "text", text: text.startsWith("\ufeff") ? text.slice(1) : text };
    } catch (error) {
      const code = codeOf(error);
      if (code === "EISDIR") return { type: "directory" };
      if (MISSING.has(code)) return { type: "missing" };
      throw error;
    }
  },
  kind: (path) => {
    const stat = ignoreMissing(() => statSync(path));
    if (stat === undefined) return undefined;
    return stat.isDirectory() ? "directory" : stat.isFile() ? "file" : "special";
  },
  isLink: (path) => ignoreMissing(() => lstatSync(path))?.isSymbolicLink() ?? false,
  realPath: (path) => ignoreMissing(() => realpathSync.native(path)),
  real: (path) => path,
  list: (path) =>
    (ignoreMissing(() => readdirSync(path, { withFileTypes: true })) ?? []).map((entry) => ({
      name: entry.name,
      isDirectory: entry.isDirectory(),
    })),
};

/** Files that somebody else made: what a link leads to out of their directory is not there. */
export function confinedFiles(files: ProjectFiles, root: string): ProjectFiles {
  const isInside = (path: string): boolean => {
    const real = files.realPath(path);
    return real === undefined || real === root || real.startsWith(`${root}/`);
  };
  return {
    ...files,
    readText: (path) => (isInside(path) ? files.readText(path) : { type: "missing" }),
    kind: (path) => (isInside(path) ? files.kind(path) : undefined),
    realPath: (path) => (isInside(path) ? files.realPath(path) : undefined),
    real: (path) => (isInside(path) ? files.real(path) : join(path, "(leads out)")),
    list: (path) => (isInside(path) ? files.list(path) : []),
  };
}

const MISSING = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP"]);

function ignoreMissing<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (MISSING.has(codeOf(error))) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
