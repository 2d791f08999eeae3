// Brings modules from a Go proxy, each checked against go.sum before it counts.

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";
import { concurrently } from "../vendor/concurrently.ts";
import { isAbsent, registryUrl } from "../vendor/registry.ts";
import { hashGoMod, hashModule } from "./dirhash.ts";
import type { SummedModule } from "./go-sum.ts";
import { escaped } from "./versions.ts";

/** Leaves `.mod` and `.zip` of the modules in `ctx.directory`: what go.sum has a digest of. Ends with FORGE2005 and FORGE2010. */
export async function fetchModules(ctx: DriverContext, modules: readonly SummedModule[]): Promise<void> {
  if (modules.length === 0) return;
  const proxy = registryUrl(ctx, "goproxy", "from which Go's modules come");
  await concurrently(modules, async (module) => {
    mkdirSync(join(ctx.directory, moduleDirectory(module)), { recursive: true });
    if (module.modSum !== undefined) await fetchMod(ctx, proxy, module, module.modSum);
    if (module.sum !== undefined) await fetchZip(ctx, proxy, module, module.sum);
  });
}

/** Path of a module's file below what was fetched, which is also its path in a proxy. */
export function moduleFile(module: Pick<SummedModule, "name" | "version">, ending: "mod" | "zip" | "info"): string {
  return `${moduleDirectory(module)}/${escaped(module.version)}.${ending}`;
}

/** How many directories a member of a module's zip lies in because of the module's name. */
export function zipDepth({ name }: Pick<SummedModule, "name">): number {
  return name.split("/").length;
}

function moduleDirectory({ name }: Pick<SummedModule, "name">): string {
  return `${escaped(name)}/@v`;
}

async function fetchMod(ctx: DriverContext, proxy: string, module: SummedModule, sum: string): Promise<void> {
  const file = moduleFile(module, "mod");
  await bring(ctx, `${proxy}${file}`, module, join(ctx.directory, file));
  const found = hashGoMod(readFileSync(join(ctx.directory, file)));
  if (found !== sum) changed(ctx, `the go.mod of ${module.name} ${module.version}`, found, sum);
}

async function fetchZip(ctx: DriverContext, proxy: string, module: SummedModule, sum: string): Promise<void> {
  const file = moduleFile(module, "zip");
  await bring(ctx, `${proxy}${file}`, module, join(ctx.directory, file));
  const unpacked = mkdtempSync(join(ctx.scratch, "module-"));
  await ctx.unpack(join(ctx.directory, file), unpacked);
  const found = hashModule(unpacked) ?? "something else than files";
  rmSync(unpacked, { recursive: true, force: true });
  if (found !== sum) changed(ctx, `the module ${module.name} ${module.version}`, found, sum);
}

async function bring(ctx: DriverContext, url: string, { name, version }: SummedModule, to: string): Promise<void> {
  try {
    await ctx.download(url, { to });
  } catch (error) {
    if (!isAbsent(error)) throw error;
    ctx.fail(
      "FORGE2010",
      `the proxy does not have ${name} ${version}, which go.sum names`,
      "`go mod tidy` drops what is not needed; or give another proxy as the alias goproxy",
    );
  }
}

function changed(ctx: DriverContext, what: string, found: string, sum: string): never {
  return ctx.fail(
    "FORGE2005",
    `${what} is not what go.sum says: ${found}, not ${sum}`,
    "somebody replaced it, or the proxy lies: compare with another proxy before you change go.sum",
  );
}
