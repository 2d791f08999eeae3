// `goModules`: the modules that a Go module needs, from a proxy, as go.sum pins them.
//
// go.sum is the lock: there is nothing to track, and forge.lock has no entry.

import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type FreeSourceKind, type Placement } from "../../dsl/index.ts";
import { buildList } from "../golang/build-list.ts";
import { fetchModules, moduleFile } from "../golang/fetch-modules.ts";
import { type GoMod, type ModuleVersion, parseGoMod } from "../golang/go-mod.ts";
import { parseGoSum, type SummedModule } from "../golang/go-sum.ts";
import { layOutProxy, layOutVendor } from "../golang/lay-out.ts";
import { findLockFile, readLockFile } from "../vendor/lock-file.ts";

export interface GoModulesInput {
  /** A go.sum of the project, with a go.mod beside it. Those of the sources before this one unless said. */
  readonly lock?: string;
  /**
   * `vendor` unless said: a directory `vendor`, as the kind `go` wants it. `proxy`: a directory `go-proxy`, for
   * `GOPROXY=file://…` and `GOFLAGS=-mod=mod`; it also serves modules with local replacements.
   */
  readonly layout?: "vendor" | "proxy";
}

const config = z.object({ lock: z.string().min(1).optional(), layout: z.enum(["vendor", "proxy"]).default("vendor") });
type Config = z.output<typeof config>;

/** The modules of a go.sum: `go({ sources: [git("…"), goModules()], … })`. The alias `goproxy` says from where. */
export const goModules: FreeSourceKind<"goModules", [input?: GoModulesInput & Placement]> = defineSource({
  kind: "goModules",
  config,
  arguments: (input: GoModulesInput & Placement = {}) => input,
  keyInputs: ({ layout }) => ({ layout }),
  paths: ({ lock }) => (lock === undefined ? [] : [lock, besideIt(lock)]),
  previous: ({ lock }) => (lock === undefined ? "beside" : undefined),
  async fetch(ctx, settings) {
    await fetchModules(ctx, [...summed(ctx, settings).values()]);
  },
  async stage(ctx, settings) {
    const modules = summed(ctx, settings);
    if (settings.layout === "proxy") return layOutProxy(ctx, modules.values(), join(ctx.directory, "go-proxy"));
    const main = mainModule(ctx, settings);
    refuseLocal(ctx, main, settings);
    const list = buildList(main, (module) => fetchedMod(ctx, module));
    await layOutVendor(ctx, main, list, join(ctx.directory, "vendor"));
  },
});

function besideIt(lock: string): string {
  return posix.join(posix.dirname(lock), "go.mod");
}

function summed(ctx: DriverContext, { lock }: Config): ReadonlyMap<string, SummedModule> {
  // A module that needs no other has none.
  const file =
    lock === undefined && findLockFile(ctx, undefined, "go.mod") ? findLockFile(ctx, lock, "go.sum") : readLockFile(ctx, lock, "go.sum");
  return file ? parseGoSum(ctx, file) : new Map();
}

function mainModule(ctx: DriverContext, { lock }: Config): GoMod {
  return parseGoMod(readLockFile(ctx, lock === undefined ? undefined : besideIt(lock), "go.mod").text);
}

function refuseLocal(ctx: DriverContext, { replaces }: GoMod, { lock }: Config): void {
  const local = replaces.find(({ by }) => by.version === undefined);
  if (!local) return;
  ctx.fail("FORGE2006", `go.mod replaces ${local.name} by the directory ${local.by.name}, which cannot be vendored`, {
    ...(lock !== undefined && { place: { file: posix.normalize(besideIt(lock)), line: 1 } }),
    help: 'write layout: "proxy", and give the element GOPROXY and GOFLAGS for it',
  });
}

function fetchedMod(ctx: DriverContext, module: ModuleVersion): GoMod | undefined {
  const file = join(ctx.fetched ?? "", moduleFile(module, "mod"));
  return existsSync(file) ? parseGoMod(readFileSync(file, "utf8")) : undefined;
}
