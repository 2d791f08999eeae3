// An element as `forge show --json` prints it: the incumbent's field names, and forge's own additions below `forge`.
//
// From the graph and what is on record. The names are an interface that other tools read.

import { type Edge, type ElementNode, elementName, type Recipe, type SourceNode } from "../model/graph.ts";
import type { ElementId, ElementKey } from "../model/ids.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { elementOf, isBuildEdge, isRuntimeEdge } from "../plan/staging-order.ts";
import { type ArtifactRecord, findArtifact, taintedKey } from "../run/artifact-record.ts";
import type { EngineContext } from "../run/context.ts";
import { findFailure } from "../run/failure-record.ts";
import { architecture } from "../run/sources.ts";
import { lookup } from "../source/lock.ts";

export interface ElementState {
  readonly id: ElementId;
  readonly key: ElementKey | undefined;
  readonly record: ArtifactRecord | undefined;
  /** Whether it failed as it is defined now. */
  readonly failed: boolean;
}

/** What is on record of an element with this key. */
export function lookUpElement({ store }: Pick<EngineContext, "store">, id: ElementId, key: ElementKey | undefined): ElementState {
  if (key === undefined) return { id, key, record: undefined, failed: false };
  const record = findArtifact(store, "artifacts", key) ?? findArtifact(store, "tainted", taintedKey(key));
  return { id, key, record, failed: !record && findFailure(store, key) !== undefined };
}

/** Whether a build has something to do, or cannot even begin. */
export function stateOf({ key, record, failed }: ElementState): "cached" | "tainted" | "failed" | "missing" | "unlocked" {
  if (key === undefined) return "unlocked";
  if (record) return record.tainted ? "tainted" : "cached";
  return failed ? "failed" : "missing";
}

export function describeElement(context: EngineContext, state: ElementState): JsonObject {
  const { graph } = context;
  const element = elementOf(graph, state.id);
  const named = (edge: Edge): string => elementName(elementOf(graph, edge.to));
  return {
    name: elementName(element),
    project: graph.project.name,
    kind: element.kind,
    description: element.description ?? "",
    "build-depends": element.edges.filter(isBuildEdge).map(named),
    "runtime-depends": element.edges.filter(isRuntimeEdge).map(named),
    dependencies: element.edges.map((edge) => ({
      name: named(edge),
      type: edge.type,
      strict: false,
      config: edge.config === undefined ? [] : [edge.config],
    })),
    variables: { ...element.variables },
    environment: Object.fromEntries(element.environment),
    "environment-nocache": [...element.environmentNocache].sort(),
    config: configOf(element),
    public: publicOf(element),
    sandbox: { "build-os": "linux", "build-arch": architecture().replaceAll("_", "-") },
    sources: element.sources.map(({ source, at }) => describeSource(context, graph.sources[source], at)),
    forge: additions(element, state),
  };
}

function describeSource(context: EngineContext, source: SourceNode | undefined, at: string): Json {
  if (!source) throw new Error("internal: an element names a source that is not there");
  const ref = source.lock && lookup(context.lock, source.kind, source.lock);
  return { kind: source.kind, directory: at, ref: ref ?? null, config: source.config, "unique-key": source.key };
}

/** What the recipe says, under the incumbent's names for it. */
function configOf({ recipe, kind }: ElementNode): JsonObject {
  switch (recipe.type) {
    case "stack":
      return {};
    case "unknown":
      return recipe.config;
    case "import":
      return { source: recipe.from, target: recipe.to };
    case "compose":
      return { include: [...recipe.include], exclude: [...recipe.exclude], "include-orphans": recipe.orphans, integrate: recipe.integrate };
    case "filter":
      return {
        include: [...recipe.include],
        exclude: [...recipe.exclude],
        "include-orphans": recipe.orphans,
        "pass-integration": recipe.passIntegration,
      };
    case "run":
      if (kind === "script") return { commands: recipe.steps.flatMap(({ commands }) => [...commands]) };
      return Object.fromEntries(recipe.steps.map(({ name, commands }) => [`${name}-commands`, [...commands]]));
  }
}

function publicOf(element: ElementNode): JsonObject {
  const { bst, ...others } = element.public;
  const own: JsonObject = typeof bst === "object" && bst !== null && !Array.isArray(bst) ? (bst as JsonObject) : {};
  return {
    ...others,
    bst: {
      ...own,
      "split-rules": Object.fromEntries(element.splitRules.map(([domain, patterns]) => [domain, [...patterns]])),
      ...(element.integration.length > 0 && { "integration-commands": [...element.integration] }),
      ...(element.overlapWhitelist.length > 0 && { "overlap-whitelist": [...element.overlapWhitelist] }),
    },
  };
}

function additions(element: ElementNode, state: ElementState): JsonObject {
  const { key, record } = state;
  return {
    ...(key !== undefined && { key }),
    state: stateOf(state),
    ...(record && { tree: record.artifact.tree, artifact: record.artifact.digest, duration: record.duration }),
    ...(record?.tainted && { tainted: [...record.tainted.by] }),
    names: [...element.names],
    places: element.edges.map(({ at }) => at),
    place: element.place.map((place) => ({ ...place })),
    recipe: recipeJson(element.recipe),
  };
}

function recipeJson(recipe: Recipe): Json {
  return recipe as unknown as Json;
}
