// Applies patches of the project for a source, and says what is wrong with one at its line.

import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";
import { applyPatch, type PatchOptions } from "./apply.ts";
import { PatchError } from "./model.ts";

/** Applies one patch, named relative to the project, to `ctx.directory`. Ends with FORGE2016 or FORGE2006 at the hunk. */
export function applyProjectPatch(ctx: DriverContext, path: string, options: PatchOptions): void {
  const file = posix.normalize(path);
  try {
    const count = applyPatch(ctx.directory, readFileSync(join(ctx.project, file)), options);
    if (count === 0)
      throw new PatchError(1, "it changes no file", { help: "a patch is a unified diff, as `diff -u` and `git diff` write it" });
    ctx.log(`${file}: ${count} file${count === 1 ? "" : "s"}`);
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    const { message, line, help, detail, isMalformed } = error;
    ctx.fail(isMalformed ? "FORGE2006" : "FORGE2016", `${posix.basename(file)} does not apply: ${message}`, {
      place: { file, line },
      detail,
      help: help ?? (isMalformed ? "correct the patch" : "make the patch again from what it is applied to"),
    });
  }
}
