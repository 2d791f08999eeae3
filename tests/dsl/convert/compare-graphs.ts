// Compares the graph of a converted project with that of the project it came from: everything that a key sees, edges, public
// data. Sources are equal when they have the same contents, whether their ref stands with them or in the lock.

import { canonical } from "../../../core/key/canonical.ts";
import { manifestOf } from "../../../core/key/manifest.ts";
import type { ElementNode, Graph, SourceNode } from "../../../core/model/graph.ts";
import type { Json } from "../../../core/model/json.ts";

export interface Converted {
  readonly graph: Graph;
  /** Names in it by names in the other. */
  readonly names: { readonly [old: string]: string };
  readonly locked: readonly { readonly kind: string; readonly inputs: readonly unknown[]; readonly ref: object }[];
}

/** Names by old names, those of subprojects behind their junctions', from what import-map.json says. */
export function namesIn(map: ImportMap): { readonly [old: string]: string } {
  const inner = Object.entries(map.projects ?? {}).flatMap(([junction, project]) =>
    Object.entries(namesIn(project)).map(([old, name]) => [`${junction}:${old}`, `${project.folder}:${name}`] as const),
  );
  return { ...map.elements, ...Object.fromEntries(inner) };
}

export interface ImportMap {
  readonly elements: { readonly [old: string]: string };
  readonly options: { readonly [old: string]: string };
  readonly projects?: { readonly [junction: string]: ImportMap & { readonly folder: string } };
}

export interface Difference {
  readonly element: string;
  readonly field: string;
  readonly wanted: string;
  readonly found: string;
}

export function compareGraphs(direct: Graph, { graph, names, locked }: Converted): readonly Difference[] {
  const refs = new Map(locked.map(({ kind, inputs, ref }) => [JSON.stringify([kind, inputs]), ref]));
  const byName = new Map(graph.elements.flatMap((element) => element.names.map((name) => [name, element] as const)));
  const differences: Difference[] = [];
  for (const wanted of direct.elements) {
    const [old = ""] = wanted.names;
    const name = names[old];
    if (name === undefined) continue;
    const found = byName.get(name);
    if (found === undefined) {
      differences.push({ element: old, field: "element", wanted: name, found: "" });
      continue;
    }
    const nameIn = (all: Graph, to: number): string => all.elements[to]?.names[0] ?? "";
    const left = described(wanted, direct, refs, (to) => names[nameIn(direct, to)] ?? nameIn(direct, to));
    const right = described(found, graph, refs, (to) => nameIn(graph, to));
    for (const field of Object.keys(left)) {
      const [a, b] = [JSON.stringify(left[field]), JSON.stringify(right[field])];
      if (a !== b) differences.push({ element: old, field, wanted: a, found: b });
    }
  }
  return differences;
}

function described(
  element: ElementNode,
  graph: Graph,
  refs: ReadonlyMap<string, object>,
  nameOf: (to: number) => string,
): { readonly [field: string]: unknown } {
  const { recipe, public: data, environment } = manifestOf({ element, architecture: "", dependencies: [], sources: [] });
  return {
    kind: [element.kind, element.kindVersion],
    recipe,
    public: data,
    environment: environment ?? null,
    allEnvironment: element.environment.filter(([name]) => !element.environmentNocache.includes(name)),
    nocache: element.environmentNocache,
    overlapWhitelist: element.overlapWhitelist,
    fatalWarnings: element.fatalWarnings ?? [],
    // What is staged to build, and what comes along at run time: the order among each of these counts.
    builds: edgesOf(element, "runtime", nameOf),
    runs: edgesOf(element, "build", nameOf),
    sources: element.sources.map(({ source, at }) => [describedSource(graph.sources[source], graph, refs), at]),
    // What this machine cannot do is told where the project is read, and needs no words in the other.
    needs: element.recipe.type === "unknown" ? (element.needs ?? []) : [],
    description: element.description ?? "",
  };
}

function edgesOf({ edges }: ElementNode, without: string, nameOf: (to: number) => string): readonly unknown[] {
  return edges.filter(({ type }) => type !== without).map(({ to, type, at, config }) => [nameOf(to), type, at, config ?? null]);
}

function describedSource(source: SourceNode | undefined, graph: Graph, refs: ReadonlyMap<string, object>): Json {
  if (source === undefined) return null;
  const ref = source.lock && refs.get(JSON.stringify([source.kind, source.lock]));
  const key: { [name: string]: Json } = isRecord(source.key) ? { ...source.key, ...ref } : { key: source.key };
  if (source.kind === "git") {
    // A small `.git` is staged where tags are said, or asked for.
    const tags = key["tags"];
    key["dotGit"] = key["describe"] === true || tags !== undefined;
    delete key["describe"];
    delete key["tags"];
    if (Array.isArray(tags) && tags.length > 0) key["tags"] = tags;
  }
  const previous = source.previous && {
    ...source.previous,
    sources: source.previous.sources.map((before) => ({
      at: before.at,
      source: describedSource(graph.sources[before.source], graph, refs),
    })),
  };
  return JSON.parse(
    canonical({
      kind: source.kind,
      version: source.version,
      key,
      paths: source.paths.map((path) => path.split("/").at(-1) ?? ""),
      ...(previous && { previous }),
    } as Json),
  );
}

function isRecord(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
