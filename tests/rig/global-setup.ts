// Bundles forge once before any test, unless the bundle is newer than every source: the programs that run in children are
// always the bundled ones.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export default function setup(): void {
  if (!existsSync(join(root, "stdlib/public.ts"))) return;
  if (existsSync(join(root, "dist/types")) && !isStale(join(root, "dist/build-id"))) return;
  execFileSync(process.execPath, ["scripts/bundle.js"], { cwd: root, stdio: "inherit" });
}

function isStale(built: string): boolean {
  const time = statSync(built, { throwIfNoEntry: false })?.mtimeMs;
  if (time === undefined) return true;
  return ["core", "dsl", "stdlib", "sandbox", "scripts/bundle.js", "package.json", "package-lock.json"].some((name) =>
    isNewer(join(root, name), time),
  );
}

/** Whether a file, or anything in a directory, changed after `time`. A removed file changes its directory. */
function isNewer(path: string, time: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (found.mtimeMs > time) return true;
  return found.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), time));
}
