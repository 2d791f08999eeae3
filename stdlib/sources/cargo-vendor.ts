// `cargoVendor`: the crates that a Rust package depends on, as Cargo.lock pins them.
//
// Cargo.lock is the lock: there is nothing to track, and forge.lock has no entry.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type FreeSourceKind, type Placement } from "../../dsl/index.ts";
import { type LockedCrate, lockedCrates } from "../rust/cargo-lock.ts";
import { crateAddresses } from "../rust/index-config.ts";
import { crateFile, layOutArchive } from "../rust/lay-out.ts";
import { concurrently } from "../vendor/concurrently.ts";
import { findLockFile, readLockFile } from "../vendor/lock-file.ts";
import { isAbsent } from "../vendor/registry.ts";

export interface CargoVendorInput {
  /** A Cargo.lock of the project. That of the sources before this one unless said. */
  readonly lock?: string;
  /**
   * Aliases of further registries, by their addresses as Cargo.lock has them behind `registry+` or in full for `sparse+`. What
   * is not named here is cargo's own registry, whose alias is `crates`.
   */
  readonly registries?: { readonly [address: string]: string };
}

const config = z.object({ lock: z.string().min(1).optional(), registries: z.record(z.string(), z.string().min(1)).default({}) });
type Config = z.output<typeof config>;

/**
 * Crates in a directory `vendor`, and `.cargo/config.toml` that leads cargo there, as the kind `cargo` wants them:
 * `cargo({ sources: [git("…"), cargoVendor()], … })`. The alias `crates` says where the index of the registry is.
 */
export const cargoVendor: FreeSourceKind<"cargoVendor", [input?: CargoVendorInput & Placement]> = defineSource({
  kind: "cargoVendor",
  config,
  arguments: (input: CargoVendorInput & Placement = {}) => input,
  keyInputs: ({ registries }) => Object.keys(registries).sort(),
  paths: ({ lock }) => (lock === undefined ? [] : [lock]),
  previous: ({ lock }) => (lock === undefined ? "beside" : undefined),
  async fetch(ctx, settings) {
    const addresses = new Map<string, Promise<(crate: LockedCrate) => string>>();
    await concurrently(crates(ctx, settings), async (crate) => {
      const alias = settings.registries[addressOf(crate)] ?? "crates";
      const known = addresses.get(alias) ?? crateAddresses(ctx, alias);
      addresses.set(alias, known);
      await fetchCrate(ctx, crate, (await known)(crate));
    });
  },
  async stage(ctx, settings) {
    const found = crates(ctx, settings);
    mkdirSync(join(ctx.directory, "vendor"));
    for (const crate of found) await layOutArchive(ctx, crate, join(ctx.directory, "vendor"));
    mkdirSync(join(ctx.directory, ".cargo"));
    // Cargo reads one of them in a directory: what the sources had in theirs stays.
    const before = settings.lock === undefined ? findLockFile(ctx, undefined, ".cargo/config.toml")?.text : undefined;
    writeFileSync(
      join(ctx.directory, ".cargo/config.toml"),
      `${before === undefined ? "" : `${before.trimEnd()}\n\n`}${cargoConfig(found, settings)}`,
    );
  },
});

function crates(ctx: DriverContext, { lock, registries }: Config): readonly LockedCrate[] {
  const file = readLockFile(ctx, lock, "Cargo.lock");
  const found = lockedCrates(ctx, file);
  const own = [...new Set(found.map(addressOf).filter((address) => registries[address] === undefined))];
  if (own.length > 1) {
    const help = `give all but cargo's own an alias: registries: { ${JSON.stringify(own.at(-1))}: "alias" }`;
    ctx.fail("FORGE2006", `${file.name} names ${own.length} registries: ${own.join(", ")}`, { ...file.at(1), help });
  }
  return found;
}

/** The address of a registry, as cargo's own configuration writes it. */
function addressOf({ registry }: Pick<LockedCrate, "registry">): string {
  return registry.replace(/^registry\+/, "");
}

async function fetchCrate(ctx: DriverContext, crate: LockedCrate, url: string): Promise<void> {
  const { name, version, sha256 } = crate;
  try {
    await ctx.download(url, { to: join(ctx.directory, crateFile(crate)), sha256 });
  } catch (error) {
    if (!isAbsent(error)) throw error;
    ctx.fail(
      "FORGE2010",
      `the registry does not have ${name} ${version}, which Cargo.lock names`,
      "`cargo update` moves to what there is; or give another registry as the alias crates",
    );
  }
}

function cargoConfig(found: readonly LockedCrate[], { registries }: Config): string {
  const used = [...new Set(found.map(addressOf))].filter((address) => registries[address] !== undefined).sort();
  const others = used.map(
    (address) => `[source.${JSON.stringify(address)}]\nregistry = ${JSON.stringify(address)}\nreplace-with = "vendored-sources"\n\n`,
  );
  return `[source.crates-io]\nreplace-with = "vendored-sources"\n\n${others.join("")}[source.vendored-sources]\ndirectory = "vendor"\n`;
}
