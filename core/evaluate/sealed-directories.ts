// Which directories a sealed evaluation sees, read-only and at their real paths: the project, what packages it may import,
// and forge's own programs.
//
// Follows links out of `node_modules`, as workspaces and package managers make them. Knows nothing of how they are bound.

import { type Dirent, existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../package.ts";

/** Absolute real paths, none of which lies in another. */
export function sealedDirectories(projectRoot: string): readonly string[] {
  const found = new Set<string>();
  const scanned = new Set<string>();
  const pending = [projectRoot];
  for (const name of ["dist", "package.json", "tsconfig.base.json", "node_modules"]) add(join(packageRoot, name));
  for (const directory of moduleDirectories(dirname(packageRoot))) addModules(directory);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const directory of moduleDirectories(next)) addModules(directory);
  }
  return withoutInner(found);

  function add(path: string): void {
    const real = realPathOf(path);
    if (real !== undefined) found.add(real);
  }

  function addModules(directory: string): void {
    const real = realPathOf(directory);
    if (real === undefined || scanned.has(real)) return;
    scanned.add(real);
    found.add(real);
    for (const target of linkedPackages(real)) {
      // forge's own repository holds more than its programs.
      if (target !== ownRoot && !isWithin(target, real)) pending.push(target);
    }
  }
}

const ownRoot = realpathSync(packageRoot);

/** The `node_modules` in which code of a directory finds packages. */
function moduleDirectories(from: string): readonly string[] {
  const all: string[] = [];
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, "node_modules");
    if (existsSync(candidate)) all.push(candidate);
    if (directory === dirname(directory)) return all;
  }
}

function linkedPackages(modules: string): readonly string[] {
  return list(modules).flatMap((entry) => {
    const path = join(modules, entry.name);
    if (entry.isSymbolicLink()) return realPathOf(path) ?? [];
    return entry.isDirectory() && entry.name.startsWith("@") ? linkedPackages(path) : [];
  });
}

function list(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function withoutInner(paths: ReadonlySet<string>): readonly string[] {
  const sorted = [...paths].sort();
  return sorted.filter((path) => !sorted.some((outer) => outer !== path && isWithin(path, outer)));
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}
