// Where forge's own files are: the bundled programs in dist/, and the package's version.
//
// Works from the bundle (dist/*.js) and, in unit tests, from source; the programs that run in children are always the bundled ones.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The directory that holds forge's package.json. */
export const packageRoot: string = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/** A bundled program, such as "evaluate.js". */
export function packageFile(name: string): string {
  return join(packageRoot, "dist", name);
}

let version: string | undefined;

/** forge's version, as in package.json. */
export function packageVersion(): string {
  version ??= String(JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")).version);
  return version;
}

/** Changes whenever forge's own code does: what caches of forge's answers are keyed by. Written by the bundler. */
export function packageBuild(): string {
  const file = packageFile("build-id");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : packageVersion();
}

function findPackageRoot(from: string): string {
  for (let directory = from; ; directory = dirname(directory)) {
    if (existsSync(join(directory, "package.json"))) return directory;
    if (directory === dirname(directory)) throw new Error("internal: forge's package.json is missing");
  }
}
