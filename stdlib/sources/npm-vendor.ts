// `npmVendor`: the archives that a package for Node.js depends on, as package-lock.json pins them.
//
// package-lock.json is the lock: there is nothing to track, and forge.lock has no entry.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type FreeSourceKind, type Placement } from "../../dsl/index.ts";
import { archiveFile, type LockedArchive, lockedArchives } from "../npm/package-lock.ts";
import { concurrently } from "../vendor/concurrently.ts";
import { readLockFile } from "../vendor/lock-file.ts";
import { isAbsent, registryUrl } from "../vendor/registry.ts";

export interface NpmVendorInput {
  /** A package-lock.json of the project, version 2 or 3. That of the sources before this one unless said. */
  readonly lock?: string;
  /** CPUs, as npm calls them (`x64`, `arm64`), for which packages with parts for one CPU are fetched. All unless said. */
  readonly cpu?: readonly string[];
}

const config = z.object({ lock: z.string().min(1).optional(), cpu: z.array(z.string().min(1)).readonly().optional() });
type Config = z.output<typeof config>;

/**
 * Archives for `npm ci --offline`, in a directory `npm-vendor`, as the kind `node` wants them:
 * `node({ sources: [git("…"), npmVendor()], … })`. The alias `npm` says from which registry.
 */
export const npmVendor: FreeSourceKind<"npmVendor", [input?: NpmVendorInput & Placement]> = defineSource({
  kind: "npmVendor",
  config,
  arguments: (input: NpmVendorInput & Placement = {}) => input,
  keyInputs: ({ cpu }) => (cpu === undefined ? null : [...cpu].sort()),
  paths: ({ lock }) => (lock === undefined ? [] : [lock]),
  previous: ({ lock }) => (lock === undefined ? "beside" : undefined),
  async fetch(ctx, settings) {
    await concurrently(archives(ctx, settings), (archive) => fetchArchive(ctx, archive));
  },
  async stage(ctx, settings) {
    const directory = join(ctx.directory, "npm-vendor");
    mkdirSync(directory);
    for (const archive of archives(ctx, settings))
      copyFileSync(join(ctx.fetched ?? "", archiveFile(archive)), join(directory, archiveFile(archive)));
  },
});

function archives(ctx: DriverContext, { lock, cpu }: Config): readonly LockedArchive[] {
  const found = lockedArchives(ctx, readLockFile(ctx, lock, "package-lock.json"), { cpu });
  const files = new Map<string, LockedArchive>();
  for (const archive of found) {
    const other = files.get(archiveFile(archive));
    if (other)
      ctx.fail(
        "FORGE2006",
        `package-lock.json names ${archive.name} ${archive.version} with two digests, or two packages whose archives have one name`,
        "`npm install --package-lock-only` writes it anew",
      );
    files.set(archiveFile(archive), archive);
  }
  return found;
}

async function fetchArchive(ctx: DriverContext, archive: LockedArchive): Promise<void> {
  const { name, version, from, integrity } = archive;
  const url = "url" in from ? from.url : registryUrl(ctx, "npm", "from which packages for Node.js come") + from.path;
  const to = join(ctx.directory, archiveFile(archive));
  try {
    await ctx.download(url, { to });
  } catch (error) {
    if (!isAbsent(error)) throw error;
    ctx.fail(
      "FORGE2010",
      `the registry does not have ${name} ${version}, which package-lock.json names`,
      "`npm install --package-lock-only` moves to what there is; or give another registry as the alias npm",
    );
  }
  const found = createHash(integrity.algorithm).update(readFileSync(to)).digest("base64");
  if (found === integrity.digest) return;
  ctx.fail(
    "FORGE2005",
    `the archive of ${name} ${version} is not what package-lock.json says: its ${integrity.algorithm} is ${found}, not ${integrity.digest}`,
    "somebody replaced it, or the registry lies: compare with another before you change package-lock.json",
  );
}
