// Paths that a project's files name: relative, inside the project, there, and of the kind that is wanted.

import { join, normalize } from "node:path";
import { type LoadReason, loadError } from "./errors.ts";
import type { FileKind, ProjectFiles } from "./files.ts";
import { strip } from "./text.ts";
import type { Scalar } from "./yaml/node.ts";

export interface ProjectRoot {
  readonly directory: string;
  /** The directory without links. */
  readonly realDirectory: string;
  readonly files: ProjectFiles;
}

/** The path that stands at `node`, as it stands there. Throws MISSING_FILE, PROJ_PATH_INVALID, PROJ_PATH_INVALID_KIND. */
export function projectPath({ directory, realDirectory: root, files }: ProjectRoot, node: Scalar, wanted?: FileKind): string {
  const path = strip(node.text);
  const refuse = (reason: LoadReason, what: string) => loadError(reason, `the path "${path}" ${what}`, { node });
  const absolute = path.startsWith("/");
  const full = absolute ? path : join(directory, path);
  if (files.isLink(full)) throw refuse("PROJ_PATH_INVALID_KIND", "is a symbolic link");
  if (path.split("/").find((part) => part !== "" && part !== ".") === "..") throw refuse("PROJ_PATH_INVALID", "leads out of the project");
  const real = files.realPath(full);
  if (real === undefined) throw refuse("MISSING_FILE", "does not exist");
  if (real !== root && !real.startsWith(root === "/" ? "/" : `${root}/`)) throw refuse("PROJ_PATH_INVALID", "leads out of the project");
  if (absolute) throw refuse("PROJ_PATH_INVALID", "is absolute; paths are relative to the project");
  const kind = files.kind(full);
  if (kind === "special") throw refuse("PROJ_PATH_INVALID_KIND", "is neither a file nor a directory");
  if (wanted !== undefined && kind !== wanted) throw refuse("PROJ_PATH_INVALID_KIND", `is not a ${wanted}`);
  return path;
}

/** An element's name in its one spelling. */
export function normalName(name: string): string {
  return /(^|\/)\.{0,2}(\/|$)/.test(name) ? normalize(name) : name;
}
