// Which version of which module a build uses: of all versions that are required, the highest (minimal version selection).
//
// Pure. Knows go.mod files by name and version. A module that lists everything needs no other's go.mod.

import { type GoMod, listsEverything, type ModuleVersion, type Replacement } from "./go-mod.ts";
import { compareVersions } from "./versions.ts";

/** A module of the build, and what stands in its place. */
export interface BuildModule extends ModuleVersion {
  readonly replacement: Replacement["by"] | undefined;
  /** Whether the main module's go.mod names it. */
  readonly explicit: boolean;
}

/** Modules in the order of their names. `modOf` gives the go.mod of a version, undefined where it is not known. */
export function buildList(main: GoMod, modOf: (module: ModuleVersion) => GoMod | undefined): readonly BuildModule[] {
  const chosen = new Map<string, string>();
  const seen = new Set<string>();
  const excluded = new Set(main.excludes.map(({ name, version }) => `${name}@${version}`));
  const pending = [...main.requires];
  for (const { name, version } of pending) {
    if (seen.has(`${name}@${version}`) || excluded.has(`${name}@${version}`) || name === main.module) continue;
    seen.add(`${name}@${version}`);
    const before = chosen.get(name);
    if (before === undefined || compareVersions(before, version) < 0) chosen.set(name, version);
    if (listsEverything(main.go)) continue;
    const by = replacementOf(main, { name, version });
    const actual = by === undefined ? { name, version } : by.version === undefined ? undefined : { name: by.name, version: by.version };
    pending.push(...((actual && modOf(actual))?.requires ?? []));
  }
  const explicit = new Set(main.requires.map(({ name }) => name));
  return [...chosen]
    .map(([name, version]) => ({ name, version, replacement: replacementOf(main, { name, version }), explicit: explicit.has(name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What the main module puts in the place of a version. */
function replacementOf({ replaces }: GoMod, { name, version }: ModuleVersion): Replacement["by"] | undefined {
  const own = replaces.filter((replacement) => replacement.name === name);
  return (own.find((replacement) => replacement.version === version) ?? own.find((replacement) => replacement.version === undefined))?.by;
}
