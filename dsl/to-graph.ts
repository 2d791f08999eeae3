// The graph of a project: every element that can be reached from its record, each once, dependencies before dependants.
//
// The result is plain data and says the same whatever machine it was made on; what is equal in many elements is one object,
// so that it can be written once (core/model/graph-text.ts).

import { type ElementNode, type FatalWarning, GRAPH_FORMAT, GRAPH_VERSION, type Graph, type MirrorNode } from "../core/model/graph.ts";
import type { ElementId } from "../core/model/ids.ts";
import { checkDependencies } from "./check-dependencies.ts";
import type { AllDefaults } from "./defaults.ts";
import { describeDefaults } from "./described-defaults.ts";
import { createDefaultsOf } from "./effective.ts";
import type { Element } from "./element.ts";
import { elementData } from "./element-data.ts";
import { createNodeMaker } from "./element-node.ts";
import { foreignProjects } from "./foreign-nodes.ts";
import { instanceOf } from "./instances.ts";
import { type JunctionView, junctionViews, takenMirrors } from "./junction-nodes.ts";
import { declaredOptions } from "./options.ts";
import { dependencyOrder } from "./order.ts";
import { createSourceList } from "./source-nodes.ts";
import type { Text } from "./text.ts";
import { createViews, type Occurrence, type Views } from "./views.ts";

/** What `defineProject` was given, checked. */
export interface ProjectData {
  readonly name: string;
  /** Paths in the record, in its order, each with its element. */
  readonly elements: readonly (readonly [name: string, element: Element])[];
  /** None: all of the record. */
  readonly defaults: readonly Element[];
  /** Where its aliases lead by themselves. */
  readonly aliases: { readonly [alias: string]: MirrorNode };
  /** The same, with mirrors. */
  readonly mirrors: { readonly [alias: string]: MirrorNode };
  readonly variables: { readonly [name: string]: Text };
  readonly fatalWarnings: readonly FatalWarning[];
  readonly saidForAll: AllDefaults;
  readonly replacements: ReadonlyMap<Element, Element>;
}

/** The graph. Throws ForgeErrors at places of the user's. */
export function toGraph(project: ProjectData): Graph {
  const options = declaredOptions();
  const views = createViews(project);
  const { top } = views;
  const named = project.elements.map(([name, element]) => [name, views.occurrence(element, top)] as const);
  const defaults = project.defaults.map((element) => views.occurrence(element, top));
  const junctions = junctionViews(views, project);
  const foreign = foreignProjects({ views, project, junctions });
  const roots = [...named.map(([, occurrence]) => occurrence), ...defaults, ...foreign.roots];
  const order = dependencyOrder(roots, ({ element, view }) => elementData(element).edges.map(({ to }) => views.occurrence(to, view)));
  const ids = new Map(order.map((occurrence, id) => [occurrence, id]));
  const names = namesByOccurrence(named, { junctions, views });
  foreign.addNames(names);
  const sources = createSourceList((id) => junctions.findIndex(({ instance }) => instance.id === id));
  const makers = new Map<number, ReturnType<typeof createNodeMaker>>();
  const elements = order.map((occurrence): ElementNode => {
    const { element, view } = occurrence;
    const data = instanceOf(view.owner)?.project ?? project;
    const makeNode =
      makers.get(view.owner) ??
      createNodeMaker({
        defaults: createDefaultsOf(data.saidForAll, data.variables),
        fatalWarnings: data.fatalWarnings,
        sourceId: sources.idOf,
      });
    makers.set(view.owner, makeNode);
    const node = makeNode(elementData(element), {
      names: names.get(occurrence) ?? [],
      idOf: (to) => idOf(views.occurrence(to, view)),
    });
    return foreign.asStandIn(node, element);
  });
  const said = describeDefaults(project.saidForAll);
  checkDependencies(elements, {
    siteOf: (id) => elementData(order[id]?.element as Element).site,
    foreignOf: (id) => (instanceOf(order[id]?.view.owner ?? 0)?.project ?? project).saidForAll.project.foreign,
  });
  return {
    format: GRAPH_FORMAT,
    version: GRAPH_VERSION,
    project: { name: project.name, mirrors: takenMirrors(project.mirrors), ...(said.length > 0 && { defaults: said }) },
    options,
    sources: sources.nodes,
    elements,
    defaults: [...new Set((defaults.length > 0 ? defaults : named.map(([, occurrence]) => occurrence)).map(idOf))],
    ...(junctions.length > 0 && { junctions: junctions.map(({ node }) => node) }),
    ...foreign.nodes(idOf),
  };

  function idOf(occurrence: Occurrence): ElementId {
    const id = ids.get(occurrence);
    if (id === undefined) throw new Error("internal: an element that is not in the order");
    return id;
  }
}

interface Naming {
  readonly junctions: readonly JunctionView[];
  readonly views: Views;
}

/** Names in the project's own record, then those in the records of projects that it stands on, behind their own. */
function namesByOccurrence(
  named: readonly (readonly [name: string, occurrence: Occurrence])[],
  { junctions, views }: Naming,
): Map<Occurrence, readonly string[]> {
  const names = new Map<Occurrence, readonly string[]>();
  const add = (name: string, occurrence: Occurrence): void => void names.set(occurrence, [...(names.get(occurrence) ?? []), name]);
  for (const [name, occurrence] of named) add(name, occurrence);
  for (const { node, view, instance } of junctions) {
    for (const [name, element] of instance.project?.elements ?? []) {
      // What stands in another's place is found by that one's name, too.
      add(`${node.name}:${name}`, views.occurrence(element, view));
    }
  }
  return names;
}
