// Lays crates out as directories that cargo takes for a source: files, and their digests beside them.

import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";

export interface ArchivedCrate {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** What a crate's archive is called where it was fetched to. */
export function crateFile({ name, version }: Pick<ArchivedCrate, "name" | "version">): string {
  return `${name}-${version}.crate`;
}

/** Unpacks the archive of a crate that was fetched, below `vendor`. Ends with FORGE2006 when it is none. */
export async function layOutArchive(ctx: DriverContext, crate: ArchivedCrate, vendor: string): Promise<void> {
  const directory = join(vendor, `${crate.name}-${crate.version}`);
  mkdirSync(directory);
  await ctx.unpack(join(ctx.fetched ?? "", crateFile(crate)), directory, { strip: 1 });
  if (!lstatSync(join(directory, "Cargo.toml"), { throwIfNoEntry: false })?.isFile())
    ctx.fail("FORGE2006", `the crate ${crate.name} ${crate.version} has no Cargo.toml`, "the registry gave something else than a crate");
  writeChecksums(directory, crate.sha256);
}

/** Writes what cargo checks a crate's files by. `sha256` is that of its archive; crates out of repositories have none. */
export function writeChecksums(directory: string, sha256: string | null): void {
  const files = Object.fromEntries(digests(directory));
  writeFileSync(join(directory, ".cargo-checksum.json"), JSON.stringify({ files, package: sha256 }));
}

/** Digest of each file below a directory, by path, in order. */
function digests(directory: string, below = ""): readonly (readonly [path: string, sha256: string])[] {
  return readdirSync(join(directory, below))
    .sort()
    .flatMap((name) => {
      const path = below + name;
      const status = lstatSync(join(directory, path));
      if (status.isDirectory()) return digests(directory, `${path}/`);
      return status.isFile() ? [[path, digestOf(join(directory, path))] as const] : [];
    });
}

function digestOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
