// The graph of a project: every element that can be reached from its record, each once, dependencies before dependants.
//
// The result is plain data and says the same whatever machine it was made on; what is equal in many elements is one object,
// so that it can be written once (core/model/graph-text.ts).

import { type ElementNode, GRAPH_FORMAT, GRAPH_VERSION, type Graph, type MirrorNode } from "../core/model/graph.ts";
import { checkDependencies } from "./check-dependencies.ts";
import type { AllDefaults } from "./defaults.ts";
import { createDefaultsOf } from "./effective.ts";
import type { Element } from "./element.ts";
import { elementData } from "./element-data.ts";
import { createNodeMaker } from "./element-node.ts";
import { declaredOptions } from "./options.ts";
import { dependencyOrder } from "./order.ts";
import { createSourceList } from "./source-nodes.ts";
import type { Text } from "./text.ts";

/** What `defineProject` was given, checked. */
export interface ProjectData {
  readonly name: string;
  /** Paths in the record, in its order, each with its element. */
  readonly elements: readonly (readonly [name: string, element: Element])[];
  /** None: all of the record. */
  readonly defaults: readonly Element[];
  readonly mirrors: { readonly [alias: string]: MirrorNode };
  readonly variables: { readonly [name: string]: Text };
  readonly saidForAll: AllDefaults;
  readonly replacements: ReadonlyMap<Element, Element>;
}

/** The graph. Throws ForgeErrors at places of the user's. */
export function toGraph(project: ProjectData): Graph {
  const options = declaredOptions();
  const named = project.elements.map(([name, element]) => [name, replacementOf(element)] as const);
  const order = dependencyOrder(named.map(([, element]) => element).concat(project.defaults), replacementOf);
  const ids = new Map(order.map((element, id) => [element, id]));
  const names = namesByElement(named);
  const sources = createSourceList();
  const makeNode = createNodeMaker({
    defaults: createDefaultsOf(project.saidForAll, project.variables),
    namesOf: (element) => names.get(element) ?? [],
    idOf: (element) => idOf(replacementOf(element)),
    sourceId: sources.idOf,
  });
  const elements: ElementNode[] = [];
  for (const element of order) elements.push(makeNode(element, elementData(element)));
  checkDependencies(elements, (id) => elementData(order[id] as Element).site);
  const defaults = project.defaults.length > 0 ? project.defaults : named.map(([, element]) => element);
  return {
    format: GRAPH_FORMAT,
    version: GRAPH_VERSION,
    project: { name: project.name, mirrors: project.mirrors },
    options,
    sources: sources.nodes,
    elements,
    defaults: [...new Set(defaults.map((element) => idOf(replacementOf(element))))],
  };

  function idOf(element: Element): number {
    const id = ids.get(element);
    if (id === undefined) throw new Error("internal: an element that is not in the order");
    return id;
  }

  /** What stands in an element's place, through chains of replacements; a circle of them ends where it began. */
  function replacementOf(element: Element): Element {
    let current = element;
    for (let steps = project.replacements.size; steps > 0; steps--) {
      const next = project.replacements.get(current);
      if (next === undefined) break;
      current = next;
    }
    return current;
  }
}

function namesByElement(named: ProjectData["elements"]): ReadonlyMap<Element, readonly string[]> {
  const names = new Map<Element, string[]>();
  for (const [name, element] of named) {
    const known = names.get(element);
    if (known) known.push(name);
    else names.set(element, [name]);
  }
  return names;
}
