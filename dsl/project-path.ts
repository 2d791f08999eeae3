// Paths in the project, and paths in the sandbox, in one spelling each.

import { posix } from "node:path";
import type { CallSite } from "./call-site.ts";
import { refusal } from "./refuse.ts";

/** A path relative to the project's root, without "./" and trailing slash. Throws FORGE1015 when it leads out. */
export function projectPath(path: string, site: CallSite): string {
  const normal = withoutTrailingSlash(posix.normalize(path));
  if (path !== "" && !normal.startsWith("/") && normal !== ".." && !normal.startsWith("../")) return normal;
  throw refusal({
    code: "FORGE1015",
    message: path === "" ? "an empty path" : `${path} leads out of the project`,
    site,
    help: "write a path relative to the directory of build.config.ts, and copy into the project what it needs",
  });
}

/** An absolute path in the sandbox; what is relative counts from `base`. */
export function sandboxPath(path: string, base = "/"): string {
  return withoutTrailingSlash(posix.resolve("/", base, path));
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
