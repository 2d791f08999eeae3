// `patchQueue`: the patches of a directory, one after another, over the sources before it.

import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type ShortSourceKind } from "../../dsl/index.ts";
import { applyProjectPatch } from "../patch/report.ts";
import { parseSeries, type SeriesEntry } from "../patch/series.ts";

export interface PatchQueueInput {
  /** A directory of patches, relative to the directory of build.config.ts. */
  readonly path: string;
  /** How many leading directories are taken off names, where `series` does not say it. 1 unless said. */
  readonly strip?: number;
  /** How many lines of context, at each end of a hunk, need not fit. 0 unless said. */
  readonly fuzz?: number;
}

const count = z.number().int().nonnegative();
const config = z.object({ path: z.string().min(1), strip: count.default(1), fuzz: count.default(0) });

/**
 * Changes the sources listed before it by all patches of a directory: `patchQueue("patches")`. A file `series` in it says
 * which and in which order, as quilt has it; without one, every file is a patch, in the order of the bytes of their names.
 */
export const patchQueue: ShortSourceKind<"patchQueue", PatchQueueInput> = defineSource({
  kind: "patchQueue",
  config,
  shorthand: (path) => ({ path }),
  keyInputs: ({ strip, fuzz }) => ({ strip, fuzz }),
  paths: ({ path }) => [path],
  previous: () => "over",
  async stage(ctx, { path, strip, fuzz }) {
    for (const entry of queueIn(ctx, path)) applyProjectPatch(ctx, posix.join(path, entry.name), { strip: entry.strip ?? strip, fuzz });
  },
});

function queueIn(ctx: DriverContext, path: string): readonly SeriesEntry[] {
  const directory = join(ctx.project, path);
  if (!lstatSync(directory).isDirectory()) return ctx.fail("FORGE2013", `${path} is no directory`, "use `patch` for one patch");
  const series = join(directory, "series");
  if (lstatSync(series, { throwIfNoEntry: false })?.isFile()) {
    const entries = parseSeries(readFileSync(series, "utf8"));
    for (const { name, line } of entries) {
      if (isInside(name) && lstatSync(join(directory, name), { throwIfNoEntry: false })?.isFile()) continue;
      ctx.fail("FORGE2013", `series names ${name}, which is not in ${path}`, {
        place: { file: posix.join(path, "series"), line },
        help: "add the patch, or take its line out",
      });
    }
    return entries;
  }
  const entries = readdirSync(directory, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
  const odd = entries.find((entry) => !entry.isFile());
  if (odd)
    ctx.fail(
      "FORGE2013",
      `${posix.join(path, odd.name)} is no file`,
      "keep only patches in the directory, or name them in a file `series`",
    );
  return entries.map(({ name }) => ({ name, line: 1 })).sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

function isInside(name: string): boolean {
  return !name.startsWith("/") && !name.split("/").includes("..");
}
