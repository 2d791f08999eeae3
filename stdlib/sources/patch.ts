// `patch`: a change to the sources before it.

import { lstatSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { defineSource, type ShortSourceKind } from "../../dsl/index.ts";
import { applyProjectPatch } from "../patch/report.ts";

export interface PatchInput {
  /** A unified diff, relative to the directory of build.config.ts. */
  readonly path: string;
  /** How many leading directories are taken off the names in it. 1 unless said, for `a/` and `b/`. */
  readonly strip?: number;
  /** How many lines of context, at each end of a hunk, need not fit. 0 unless said: a patch fits, or the build ends. */
  readonly fuzz?: number;
}

const count = z.number().int().nonnegative();
const config = z.object({ path: z.string().min(1), strip: count.default(1), fuzz: count.default(0) });

/**
 * Changes the sources listed before it: `patch("fix.patch")`. Its hunks may be found some lines away from where they say.
 * git's renames, modes and binary contents are understood. With `at` it works in that directory.
 */
export const patch: ShortSourceKind<"patch", PatchInput> = defineSource({
  kind: "patch",
  config,
  shorthand: (path) => ({ path }),
  keyInputs: ({ strip, fuzz }) => ({ strip, fuzz }),
  paths: ({ path }) => [path],
  previous: () => "over",
  async stage(ctx, { path, strip, fuzz }) {
    if (!lstatSync(join(ctx.project, path)).isFile())
      ctx.fail("FORGE2013", `${path} is no file`, "name one patch, or use `patchQueue` for a directory of them");
    applyProjectPatch(ctx, path, { strip, fuzz });
  },
});
