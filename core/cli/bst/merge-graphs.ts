// Puts graphs of loaded projects into the graph of the project that stands on them: in the place of each element that stood in
// for one of theirs, and behind what replaces one. Pure.

import { ForgeError } from "../../model/errors.ts";
import {
  type Edge,
  type ElementNode,
  elementName,
  type FilesRoot,
  type ForeignNode,
  type Graph,
  type SourceNode,
} from "../../model/graph.ts";
import type { Place } from "../../model/place.ts";

/** A project that was loaded. */
export interface LoadedProject {
  /** Position among the graph's foreign projects. */
  readonly project: number;
  readonly foreign: ForeignNode;
  readonly graph: Graph;
  readonly root: FilesRoot;
  /** What a name leads to. Undefined: to nothing that can be used. */
  readonly find: (name: string) => number | undefined;
}

/** The whole graph. A project that is not among those loaded stays as it is. */
export function mergeGraphs(graph: Graph, loaded: readonly LoadedProject[]): Graph {
  const byProject = new Map(loaded.map((one) => [one.project, one]));
  const parts = new Map<number, Part>();
  const sources: SourceNode[] = [...graph.sources];
  const junctions = [...(graph.junctions ?? [])];
  for (const one of loaded) {
    parts.set(one.project, { ...one, sources: sources.length, replaced: replacedIn(one) });
    sources.push(...movedSources(one, { sources: sources.length, junctions: junctions.length }));
    junctions.push(...movedJunctions(one, graph));
  }
  const order = ordered(graph, parts);
  const ids = new Map(order.map(({ key }, id) => [key, id]));
  const idOf = (key: string): number => ids.get(key) ?? fail(key);
  const standIns = standInNames(graph, parts);
  const { foreign: projects = [], junctions: _, ...rest } = graph;
  const left = projects.some((__, index) => !byProject.has(index));
  return {
    ...rest,
    project: { ...graph.project, mirrors: Object.assign({}, ...loaded.map((one) => one.graph.project.mirrors), graph.project.mirrors) },
    sources,
    elements: order.map(({ key, node, part }): ElementNode => {
      const edges = node.edges.map((edge): Edge => ({ ...edge, to: idOf(targetOf(edge.to, part, { graph, parts })) }));
      if (!part) return { ...node, edges };
      const names = [...(standIns.get(key) ?? []), ...node.names.map((name) => `${part.foreign.name}:${name}`)];
      return {
        ...node,
        names: [...new Set(names)],
        place: movedPlaces(node.place, part.foreign),
        edges,
        sources: node.sources.map(({ source, at }) => ({ source: source + part.sources, at })),
      };
    }),
    defaults: [...new Set(graph.defaults.map((id) => idOf(targetOf(id, undefined, { graph, parts }))))],
    ...(junctions.length > 0 && { junctions }),
    ...(left && {
      foreign: projects.map((one) => ({
        ...one,
        files: idOf(`${one.files}`),
        replaced: one.replaced.map(([name, by]) => [name, idOf(`${by}`)] as const),
      })),
    }),
  };
}

interface Part extends LoadedProject {
  /** Position of its first source. */
  readonly sources: number;
  /** Elements of it, by position, and what stands in their place. */
  readonly replaced: ReadonlyMap<number, number>;
}

interface Whole {
  readonly graph: Graph;
  readonly parts: ReadonlyMap<number, Part>;
}

function replacedIn({ foreign, find }: LoadedProject): ReadonlyMap<number, number> {
  return new Map(
    foreign.replaced.flatMap(([name, by]) => {
      const id = find(name);
      return id === undefined ? [] : [[id, by] as const];
    }),
  );
}

/** What an edge of one of the graphs leads to in the whole: "3" of the project itself, "0:3" of the first one loaded. */
function targetOf(to: number, part: Part | undefined, { graph, parts }: Whole): string {
  if (part) {
    const by = part.replaced.get(to);
    return by === undefined ? `${part.project}:${to}` : targetOf(by, undefined, { graph, parts });
  }
  const stands = graph.elements[to]?.foreign;
  const owner = stands && parts.get(stands.project);
  const found = stands && owner?.find(stands.name);
  return found === undefined || !stands ? `${to}` : `${stands.project}:${found}`;
}

interface Entry {
  readonly key: string;
  readonly node: ElementNode;
  readonly part: Part | undefined;
}

/** Everything that the project has, and what of the others it needs, dependencies first. */
function ordered(graph: Graph, parts: ReadonlyMap<number, Part>): readonly Entry[] {
  const order: Entry[] = [];
  const state = new Map<string, "entered" | "done">();
  const stack: { readonly entry: Entry; next: number }[] = [];
  for (const id of graph.elements.keys()) {
    enter(targetOf(id, undefined, { graph, parts }));
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { entry } = top;
      const edge = entry.node.edges[top.next++];
      if (edge) enter(targetOf(edge.to, entry.part, { graph, parts }));
      else {
        state.set(entry.key, "done");
        order.push(entry);
        stack.pop();
      }
    }
  }
  return order;

  function enter(key: string): void {
    const known = state.get(key);
    if (known === "done") return;
    if (known === "entered") throw circle(stack.slice(stack.findIndex(({ entry }) => entry.key === key)).map(({ entry }) => entry.node));
    state.set(key, "entered");
    stack.push({ entry: entryOf(key), next: 0 });
  }

  function entryOf(key: string): Entry {
    const [first = "", second] = key.split(":");
    const part = second === undefined ? undefined : parts.get(Number(first));
    const node = part ? part.graph.elements[Number(second)] : graph.elements[Number(first)];
    return node ? { key, node, part } : fail(key);
  }
}

function circle(around: readonly ElementNode[]): ForgeError {
  const [first, ...others] = around;
  const [place] = first?.place ?? [];
  return new ForgeError({
    code: "FORGE1009",
    message: `${around.length} elements depend on one another in a circle: ${[...around, ...around.slice(0, 1)].map(elementName).join(" → ")}`,
    ...(place && { place }),
    related: others.map((node) => ({ message: `then ${elementName(node)}`, ...(node.place[0] && { place: node.place[0] }) })),
    help: "a replacement must not depend on what it replaces",
  });
}

/** Names that the project itself has for elements of others. */
function standInNames(graph: Graph, parts: ReadonlyMap<number, Part>): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>();
  for (const [id, node] of graph.elements.entries()) {
    if (!node.foreign || !parts.has(node.foreign.project)) continue;
    const key = targetOf(id, undefined, { graph, parts });
    names.set(key, [...(names.get(key) ?? []), ...node.names]);
  }
  return names;
}

interface Offsets {
  readonly sources: number;
  /** Position of the project itself among the junctions; its own come behind it. */
  readonly junctions: number;
}

function movedSources({ graph, foreign }: LoadedProject, offsets: Offsets): readonly SourceNode[] {
  return graph.sources.map(({ junction, previous, place, ...rest }): SourceNode => {
    const owner = junction === undefined ? (rest.paths.length > 0 ? offsets.junctions : undefined) : offsets.junctions + 1 + junction;
    return {
      ...rest,
      ...(owner !== undefined && { junction: owner }),
      ...(previous && {
        previous: { ...previous, sources: previous.sources.map(({ source, at }) => ({ source: source + offsets.sources, at })) },
      }),
      place: movedPlaces(place, foreign),
    };
  });
}

function movedJunctions({ graph, foreign, root }: LoadedProject, { elements }: Graph): NonNullable<Graph["junctions"]> {
  const options = Object.fromEntries(graph.options.map(({ name, value }) => [name, value]));
  const replaced = foreign.replaced.map(([name, by]) => [name, elements[by] ? elementName(elements[by]) : ""] as const);
  const own = { name: foreign.name, project: graph.project.name, root, options, replaced, aliases: [], place: foreign.place };
  const inner = (graph.junctions ?? []).map((node) => ({
    ...node,
    name: `${foreign.name}:${node.name}`,
    root: node.root.type === "tree" ? node.root : below(root, node.root.path),
    place: movedPlaces(node.place, foreign),
  }));
  return [own, ...inner];
}

function below(root: FilesRoot, path: string): FilesRoot {
  const joined = [root.path, path].filter((part) => part !== "." && part !== "").join("/");
  return { ...root, path: joined === "" ? "." : joined };
}

/** Files of another project are shown behind its name. */
function movedPlaces(places: readonly Place[], { name }: ForeignNode): readonly Place[] {
  return places.map((place) => ({ ...place, file: `${name}:${place.file}` }));
}

function fail(key: string): never {
  throw new Error(`internal: no element ${key}`);
}
