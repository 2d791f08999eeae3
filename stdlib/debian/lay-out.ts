// Turns packages that were fetched into what a source is laid out as: their files merged, or the packages themselves.

import { constants, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";
import { extractData } from "./deb-file.ts";
import { fileName, type LockedPackage } from "./locked.ts";
import { layPackage, linkMerged } from "./merged-usr.ts";

/** How many packages are decompressed at once. Their files are laid in order all the same. */
const AT_ONCE = 4;

/** Merges the files of packages into `context.directory`, in the order given. Fails with FORGE2006 for a package that is hostile or damaged. */
export async function layFiles(context: DriverContext, fetched: string, packages: readonly LockedPackage[]): Promise<void> {
  const waiting: Promise<string>[] = [];
  let next = 0;
  const start = (): void => {
    const one = packages[next++];
    if (!one) return;
    const unpacked = unpack(context, join(fetched, fileName(one)), fileName(one));
    // Awaited in order below; until then a failure must not count as unhandled.
    unpacked.catch(() => undefined);
    waiting.push(unpacked);
  };
  for (let started = 0; started < AT_ONCE; started++) start();
  for (let one = waiting.shift(); one; one = waiting.shift()) {
    const directory = await one;
    start();
    layPackage(join(directory, "files"), context.directory);
    rmSync(directory, { recursive: true, force: true });
  }
  linkMerged(context.directory);
}

/** Puts the packages themselves into directories by installation round: `00`, `01`. */
export function layPackages(context: DriverContext, fetched: string, packages: readonly LockedPackage[]): void {
  for (const one of packages) {
    const directory = join(context.directory, String(one.round).padStart(2, "0"));
    mkdirSync(directory, { recursive: true });
    copyFileSync(join(fetched, fileName(one)), join(directory, fileName(one)), constants.COPYFILE_FICLONE);
  }
}

/** A package's files in a directory of their own, within the one that is filled: only there can they be moved by renaming. */
async function unpack(context: DriverContext, deb: string, name: string): Promise<string> {
  const work = mkdtempSync(join(context.directory, ".package-"));
  // Named as the package, which is what messages about it say.
  const archive = join(work, name);
  const files = join(work, "files");
  try {
    extractData(deb, archive);
  } catch (error) {
    context.fail("FORGE2006", `${name}: ${error instanceof Error ? error.message : String(error)}`, "track again, or try another mirror");
  }
  mkdirSync(files);
  await context.unpack(archive, files);
  rmSync(archive);
  return work;
}
