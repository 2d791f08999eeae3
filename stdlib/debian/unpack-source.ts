// Unpacks a source package as dpkg-source does: the upstream archive, further ones in their directories, Debian's own part,
// and Debian's patches.

import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { DriverContext } from "../../dsl/index.ts";
import { applyPatch } from "../patch/apply.ts";
import { PatchError } from "../patch/model.ts";
import { parseSeries } from "../patch/series.ts";
import type { SourceRef } from "./source-index.ts";

/** Lays a source package out in `ctx.directory`. Ends with FORGE2006 for what is no source package, FORGE2016 where a patch does not fit. */
export async function unpackSource(
  ctx: DriverContext,
  { format, files }: SourceRef,
  options: { readonly patches: boolean },
): Promise<void> {
  const names = files.map(({ name }) => name);
  const main = names.find((name) => (format === "3.0 (native)" ? NATIVE : MAIN).test(name)) ?? names.find((name) => NATIVE.test(name));
  if (main === undefined)
    return ctx.fail("FORGE2006", `the source package has no upstream archive: ${names.join(", ")}`, "tell those who keep the archive");
  await unpackTop(ctx, main, ctx.directory);
  for (const name of names) {
    const component = /\.orig-([A-Za-z0-9-]+)\.tar\.[a-z0-9]+$/.exec(name)?.[1];
    if (component === undefined) continue;
    rmSync(join(ctx.directory, component), { recursive: true, force: true });
    await unpackTop(ctx, name, join(ctx.directory, component));
  }
  const own = names.find((name) => /\.debian\.tar\.[a-z0-9]+$/.test(name));
  if (own !== undefined) {
    // What upstream calls so is not Debian's.
    rmSync(join(ctx.directory, "debian"), { recursive: true, force: true });
    await ctx.unpack(fetched(ctx, own), ctx.directory, { filter: (path) => path === "debian" || path.startsWith("debian/") });
  }
  const diff = names.find((name) => name.endsWith(".diff.gz"));
  if (diff !== undefined) apply(ctx, diff, gunzip(ctx, diff), 1);
  if (options.patches && format === "3.0 (quilt)") applySeries(ctx);
}

const MAIN = /\.orig\.tar\.[a-z0-9]+$/;
const NATIVE = /^(?!.*\.(orig|debian)(-[^.]*)?\.tar\.).*\.tar\.[a-z0-9]+$/;

function fetched(ctx: DriverContext, name: string): string {
  return join(ctx.fetched ?? "", name);
}

/** Without the one directory that most archives have at their top. */
async function unpackTop(ctx: DriverContext, name: string, into: string): Promise<void> {
  // Beside, in the same place: what lies elsewhere cannot be moved here.
  const all = mkdtempSync(join(ctx.directory, ".unpack-"));
  await ctx.unpack(fetched(ctx, name), all);
  const [only, ...others] = readdirSync(all, { withFileTypes: true });
  const from = only?.isDirectory() && others.length === 0 ? join(all, only.name) : all;
  if (into !== ctx.directory) renameSync(from, into);
  else for (const entry of readdirSync(from)) renameSync(join(from, entry), join(into, entry));
  rmSync(all, { recursive: true, force: true });
}

function gunzip(ctx: DriverContext, name: string): Buffer {
  try {
    return gunzipSync(readFileSync(fetched(ctx, name)));
  } catch {
    return ctx.fail("FORGE2006", `${name} is damaged`, "tell those who keep the archive");
  }
}

function applySeries(ctx: DriverContext): void {
  const directory = join(ctx.directory, "debian/patches");
  const series = ["debian.series", "series"].map((name) => join(directory, name)).find((file) => existsSync(file));
  if (series === undefined) return;
  for (const { name, strip = 1 } of parseSeries(readFileSync(series, "utf8"))) {
    const file = join(directory, name);
    if (name.split("/").includes("..") || !existsSync(file))
      ctx.fail("FORGE2006", `the source package's series names ${name}, which it does not have`, "tell those who keep the archive");
    apply(ctx, `debian/patches/${name}`, readFileSync(file), strip);
  }
}

function apply(ctx: DriverContext, name: string, patch: Uint8Array, strip: number): void {
  try {
    applyPatch(ctx.directory, patch, { strip, fuzz: 0 });
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    ctx.fail(
      error.isMalformed ? "FORGE2006" : "FORGE2016",
      `${name} of the source package does not apply: line ${error.line}: ${error.message}`,
      {
        detail: error.detail,
        help: "patches: false leaves Debian's patches out",
      },
    );
  }
}
