// What of an element's dependencies is staged where while it is built, as edges of the graph.
//
// A dependency may be given several times, each time with a place of its own: then it has several edges.

import type { Edge, EdgeType } from "../../../core/model/graph.ts";
import type { ElementId } from "../../../core/model/ids.ts";
import { BUILD, RUNTIME } from "../dependencies.ts";
import type { ResolvedElement } from "../element.ts";
import type { LoadDependency, LoadElement } from "../load-element.ts";
import * as access from "../yaml/access.ts";
import type { Mapping } from "../yaml/node.ts";
import { plainMapping } from "../yaml/plain.ts";
import { inSandbox } from "./recipe.ts";

export interface Layout {
  /** In the order of the dependencies, which is the incumbent's. */
  readonly edges: readonly Edge[];
  /** Directories that are to be there, empty. */
  readonly directories: readonly string[];
  /** Ends of "it needs …". */
  readonly needs: readonly string[];
}

export function layoutOf(element: ResolvedElement, idOf: (element: LoadElement) => ElementId): Layout {
  const { load, config, kind } = element;
  const written = kind.kind.family === "script" && load.loader.project.format === 1 ? access.sequenceOrEmpty(config, "layout") : undefined;
  if (written && written.items.length > 0) return writtenLayout(element, access.mappings(written), idOf);
  const needs: string[] = [];
  const edges = load.dependencies.flatMap((dependency): readonly Edge[] => {
    const to = idOf(dependency.element);
    const configs = dependency.configs.map((node) => element.variables.expand(node));
    // What nobody knows the meaning of is kept as it is.
    if (!takesLocation(element) || (dependency.type & BUILD) === 0) {
      const shown = configs.map(plainMapping);
      return [
        { to, type: typeOf(dependency), at: "/", ...(shown.length > 0 && { config: shown.length === 1 ? (shown[0] ?? null) : shown }) },
      ];
    }
    for (const node of configs) needs.push(...digestNeeds(node));
    const places = configs.length === 0 ? ["/"] : configs.map((node) => inSandbox(access.optionalText(node, "location") ?? "/"));
    return [...new Set(places)].map((at, index) => ({ to, type: index === 0 ? typeOf(dependency) : "build", at }));
  });
  return { edges, directories: [], needs };
}

function takesLocation({ kind }: ResolvedElement): boolean {
  return kind.kind.dependencyKeys?.has("location") === true;
}

/** The variable is to hold a digest of the dependency's files that only the incumbent's own store knows. */
function digestNeeds(node: Mapping): readonly string[] {
  const variable = access.optionalText(node, "digest-environment");
  return variable === undefined ? [] : [`the digest of a dependency in the environment variable ${variable}`];
}

/** Format 1: only what is named is staged, and it may be something that a dependency needs. */
function writtenLayout(element: ResolvedElement, items: readonly Mapping[], idOf: (element: LoadElement) => ElementId): Layout {
  const edges: Edge[] = [];
  const directories: string[] = [];
  const needs: string[] = [];
  const reachable = new Map(buildScope(element.load).map((found) => [found.fullName, found]));
  for (const item of items) {
    const at = inSandbox(access.requiredText(item, "destination"));
    const name = access.optionalText(item, "element");
    const found = name === undefined ? undefined : reachable.get(name);
    if (!name) directories.push(at);
    else if (found) edges.push({ to: idOf(found), type: "build", at });
    else needs.push(`a dependency on "${name}", which its layout names`);
  }
  return { edges, directories, needs };
}

/** What is staged to build an element, first to last: its build dependencies, each after what it needs to run. */
export function buildScope(load: LoadElement): readonly LoadElement[] {
  const order: LoadElement[] = [];
  const seen = new Set<LoadElement>();
  const stack: { readonly element: LoadElement; readonly below: readonly LoadElement[]; next: number }[] = [];
  const enter = (element: LoadElement): void => {
    if (seen.has(element)) return;
    seen.add(element);
    stack.push({ element, below: dependenciesOf(element, RUNTIME), next: 0 });
  };
  for (const dependency of dependenciesOf(load, BUILD)) {
    enter(dependency);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.below[top.next++];
      if (next !== undefined) enter(next);
      else {
        order.push(top.element);
        stack.pop();
      }
    }
  }
  return order;
}

function dependenciesOf({ dependencies }: LoadElement, bit: number): readonly LoadElement[] {
  return dependencies.filter(({ type }) => (type & bit) !== 0).map(({ element }) => element);
}

function typeOf({ type }: LoadDependency): EdgeType {
  return type === BUILD ? "build" : type === RUNTIME ? "runtime" : "all";
}
