// The manifest of an element: everything that decides what it builds, and nothing else. Its digest is the key.
//
// One manifest serves the key and `forge explain`, so the explanation cannot lie (invariant 5). It holds no names of
// elements, no places, no step names, no host facts (invariant 6). It knows keys of dependencies, not dependencies.

import { unreachable } from "../model/errors.ts";
import type { ElementNode, Recipe } from "../model/graph.ts";
import type { Digest, ElementKey, SourceKey } from "../model/ids.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Artifact } from "../model/tree.ts";
import { identityOf } from "./digest.ts";

/** Raised when what forge itself does with a manifest changes the result. */
const MANIFEST_VERSION = 1;

/** A build dependency as a manifest names it: by run key, or by resolved run key. */
export interface ManifestDependency {
  readonly run: Digest;
  readonly at: string;
}

export interface ManifestSource {
  readonly key: SourceKey;
  readonly at: string;
}

export interface ManifestInputs {
  readonly element: ElementNode;
  readonly architecture: string;
  /** Direct build dependencies, in declared order. */
  readonly dependencies: readonly ManifestDependency[];
  readonly sources: readonly ManifestSource[];
}

/** The manifest of an element, ready to be hashed or shown. */
export function manifestOf(inputs: ManifestInputs): JsonObject {
  const { element } = inputs;
  return {
    version: MANIFEST_VERSION,
    kind: { name: element.kind, version: element.kindVersion },
    recipe: recipeOf(element.recipe),
    sources: inputs.sources.map(({ key, at }) => ({ key, at })),
    dependencies: inputs.dependencies.map(({ run, at }) => ({ run, at })),
    public: {
      splitRules: element.splitRules.map(([domain, patterns]) => [domain, [...patterns]]),
      integration: [...element.integration],
      data: element.public,
      ...(element.overlapWhitelist.length > 0 && { overlapWhitelist: [...element.overlapWhitelist] }),
    },
    ...(stages(element) && element.fatalWarnings && { fatalWarnings: [...element.fatalWarnings] }),
    ...(runsCommands(element) && { environment: keyedEnvironment(element) }),
    ...(element.recipe.type === "run" && { sandbox: { architecture: inputs.architecture, uid: 0, mounts: ["/dev", "/proc", "/tmp"] } }),
  };
}

/** Digest of a manifest. */
export function elementKey(manifest: JsonObject): ElementKey {
  return identityOf(["element", manifest]) as ElementKey;
}

/** What dependants see of an element before it is built: its key and the run keys of what it needs at run time. */
export function runKey(key: ElementKey, runtime: readonly Digest[]): Digest {
  return identityOf(["run", key, [...runtime]]);
}

/** The same once it is built: what it made instead of how. */
export function resolvedRunKey(artifact: Digest, runtime: readonly Digest[]): Digest {
  return identityOf(["resolved-run", artifact, [...runtime]]);
}

/** Digest of an artifact: its tree, its file metadata, and every public datum that a dependant reads. */
export function artifactDigest(artifact: Omit<Artifact, "digest">): Digest {
  return identityOf([
    "artifact",
    artifact.tree,
    artifact.metadata.map((entry) => ({ ...entry })),
    artifact.splitRules.map(([domain, patterns]) => [domain, [...patterns]]),
    [...artifact.integration],
    artifact.integration.length > 0 ? artifact.environment.map(([name, value]) => [name, value]) : [],
  ]);
}

function recipeOf(recipe: Recipe): Json {
  switch (recipe.type) {
    case "stack":
      return { type: "stack" };
    case "import":
      return { type: "import", from: recipe.from, to: recipe.to, links: recipe.links.map(([path, target]) => [path, target]) };
    case "filter":
      return {
        type: "filter",
        include: [...recipe.include].sort(),
        exclude: [...recipe.exclude].sort(),
        orphans: recipe.orphans,
        passIntegration: recipe.passIntegration,
      };
    case "compose":
      return {
        type: "compose",
        include: [...recipe.include].sort(),
        exclude: [...recipe.exclude].sort(),
        orphans: recipe.orphans,
        integrate: recipe.integrate,
      };
    case "run":
      return {
        type: "run",
        commands: recipe.steps.flatMap((step) => [...step.commands]),
        cwd: recipe.cwd,
        buildDirectory: recipe.buildDirectory,
        output: recipe.output,
        drop: [...recipe.drop],
        integrate: recipe.integrate,
        ...(recipe.fakerootState !== undefined && { fakerootState: recipe.fakerootState }),
      };
    case "unknown":
      return { type: "unknown", config: recipe.config };
    default:
      return unreachable(recipe);
  }
}

/** Elements that can be warned of. */
function stages({ recipe }: ElementNode): boolean {
  return recipe.type === "run" || recipe.type === "compose";
}

/** Elements whose environment can change what they, or their dependants' integration, produce. */
function runsCommands(element: ElementNode): boolean {
  return element.recipe.type === "run" || element.integration.length > 0;
}

function keyedEnvironment(element: ElementNode): Json {
  const nocache = new Set(element.environmentNocache);
  return element.environment.filter(([name]) => !nocache.has(name)).map(([name, value]) => [name, value]);
}
