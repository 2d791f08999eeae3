// Loads a definitions tree: VERSION, DEFAULTS, and everything that its systems and clusters name.
//
// What is wrong in one system, stratum or cluster costs that and what names it; the rest loads.

import { type ForgeError, isForgeError } from "../../core/model/errors.ts";
import type { Place } from "../../core/model/place.ts";
import type { ProjectFiles } from "../bst/files.ts";
import { asMap, optional, required, text } from "./access.ts";
import { type BuildSystems, builtInSystems, readBuildSystems } from "./build-systems.ts";
import { TreeFiles } from "./files.ts";
import type { Cluster, Definitions, SplitRule, System } from "./model.ts";
import { refuse } from "./refuse.ts";
import { BUILT_IN_RULES, readRules } from "./split-rules.ts";
import { StratumReader } from "./stratum.ts";
import { readCluster, readSystem } from "./system.ts";

export interface LoadedDefinitions {
  readonly definitions: Definitions;
  readonly failures: readonly ForgeError[];
}

/** The newest version of the format. */
const NEWEST = 8;

/** Throws FORGE1083 for a version that is not known, and FORGE1081 where VERSION or DEFAULTS cannot be read. */
export function loadDefinitions(root: string, files?: ProjectFiles): LoadedDefinitions {
  const tree = new TreeFiles(root, files);
  const version = readVersion(tree);
  const { buildSystems, chunkRules, stratumRules } = readDefaults(tree, version);
  const strata = new StratumReader({ files: tree, version, buildSystems });
  const failures: ForgeError[] = [];
  const attempt = <Value>(work: () => Value): Value | undefined => {
    try {
      return work();
    } catch (error) {
      if (!isForgeError(error)) throw error;
      if (!failures.some((known) => known.message === error.message && sameFile(known, error))) failures.push(error);
      return undefined;
    }
  };
  const systems = new Map<string, System | undefined>();
  const clusters: Cluster[] = [];
  const findSystem = (written: string, from: Place): System => {
    const path = tree.inside(written, from);
    const found = systems.has(path) ? systems.get(path) : readSystem(tree.map(path, from), path, strata);
    if (!found) throw refuse(`the system ${path} could not be read`, from, { code: "FORGE1082" });
    systems.set(path, found);
    return found;
  };
  const found = [...tree.below("systems"), ...tree.below("clusters"), ...tree.below("strata"), ...tree.below(".", 0)];
  const byKind = new Map<string, string[]>();
  for (const path of new Set(found)) {
    const kind = attempt(() => kindOf(tree, path));
    if (kind !== undefined) byKind.set(kind, [...(byKind.get(kind) ?? []), path]);
  }
  for (const path of byKind.get("stratum") ?? []) attempt(() => strata.read(path, { file: path, line: 1 }));
  for (const path of byKind.get("system") ?? [])
    systems.set(
      path,
      attempt(() => readSystem(tree.map(path, { file: path, line: 1 }), path, strata)),
    );
  for (const path of byKind.get("cluster") ?? []) {
    const cluster = attempt(() => readCluster(tree.map(path, { file: path, line: 1 }), path, findSystem));
    if (cluster) clusters.push(cluster);
  }
  const known = [...systems.values()].filter((system) => system !== undefined);
  refuseTwins([...strata.strata, ...known, ...clusters], attempt);
  return {
    definitions: {
      root,
      version,
      buildSystems,
      chunkRules,
      stratumRules,
      strata: uniqueByName(strata.strata),
      systems: uniqueByName(known),
      clusters: uniqueByName(clusters),
      extensionFiles: extensionFiles(tree),
    },
    failures,
  };
}

/** Files of chunks lie beside strata: they are read when a stratum names them. */
function kindOf(tree: TreeFiles, path: string): string | undefined {
  const parts = path.split("/");
  if (parts[0] === "strata" && parts.length > 2) return undefined;
  return text(tree.map(path, { file: path, line: 1 }), "kind");
}

function readVersion(tree: TreeFiles): number {
  if (!tree.has("VERSION")) return 0;
  const map = tree.map("VERSION", { file: "VERSION", line: 1 });
  const node = required(map, "version", "VERSION");
  const written = text(map, "version") ?? "";
  const version = /^\d{1,4}$/.test(written) ? Number(written) : Number.NaN;
  if (version <= NEWEST) return version;
  throw refuse(`the definitions are of version ${written}`, node.place, {
    code: "FORGE1083",
    help: `forge reads versions 0 to ${NEWEST}`,
  });
}

interface Defaults {
  readonly buildSystems: BuildSystems;
  readonly chunkRules: readonly SplitRule[];
  readonly stratumRules: readonly SplitRule[];
}

function readDefaults(tree: TreeFiles, version: number): Defaults {
  if (!tree.has("DEFAULTS"))
    return { buildSystems: builtInSystems(version), chunkRules: BUILT_IN_RULES.chunk, stratumRules: BUILT_IN_RULES.stratum };
  const map = tree.map("DEFAULTS", { file: "DEFAULTS", line: 1 });
  const split = optional(map, "split-rules");
  const rules = split && asMap(split, "`split-rules`");
  return {
    buildSystems: optional(map, "build-systems") ? readBuildSystems(map) : builtInSystems(version),
    chunkRules: rules ? readRules(rules, "chunk") : BUILT_IN_RULES.chunk,
    stratumRules: rules ? readRules(rules, "stratum") : BUILT_IN_RULES.stratum,
  };
}

interface Named {
  readonly name: string;
  readonly file: string;
  readonly place: Place;
}

/** Two files may not call what they define the same. */
function refuseTwins(all: readonly Named[], attempt: (work: () => void) => void): void {
  const seen = new Map<string, Named>();
  for (const one of all) {
    const key = `${one.file.split("/")[0]}/${one.name}`;
    const other = seen.get(key);
    if (other)
      attempt(() => {
        throw refuse(`${one.file} has the name ${one.name}, which ${other.file} has already`, one.place);
      });
    else seen.set(key, one);
  }
}

function uniqueByName<Value extends Named>(values: readonly Value[]): readonly Value[] {
  const found = new Map<string, Value>();
  for (const value of values) if (!found.has(value.name)) found.set(value.name, value);
  return [...found.values()];
}

const EXTENSION = /^(.+)\.(configure|write|check)$/;

/** Programs of the tree that deployments run, by `name.kind`. */
function extensionFiles(tree: TreeFiles): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const directory of [".", "extensions"]) {
    for (const name of tree.names(directory)) if (EXTENSION.test(name)) found.set(name, directory === "." ? name : `${directory}/${name}`);
  }
  return found;
}

function sameFile(a: ForgeError, b: ForgeError): boolean {
  return JSON.stringify(a.place) === JSON.stringify(b.place);
}
