// Projects of BuildStream that a project stands on, as the graph has them until they are loaded: an element for their files,
// and one that stands in for each of their elements that is named.

import type { ElementNode, ForeignNode, Graph } from "../core/model/graph.ts";
import type { ElementId } from "../core/model/ids.ts";
import { type BstJunction, bstJunctions } from "./bst-junction.ts";
import { placesOf } from "./call-site.ts";
import type { Element } from "./element.ts";
import { instanceOf, TOP } from "./instances.ts";
import type { JunctionView } from "./junction-nodes.ts";
import type { ProjectData } from "./to-graph.ts";
import type { Occurrence, View, Views } from "./views.ts";

export interface ForeignProjects {
  /** What the graph must have beside what is named. */
  readonly roots: readonly Occurrence[];
  addNames(names: Map<Occurrence, readonly string[]>): void;
  /** A node with what it stands for, if its element stands for something. */
  asStandIn(node: ElementNode, element: Element): ElementNode;
  nodes(idOf: (occurrence: Occurrence) => ElementId): Pick<Graph, "foreign">;
}

interface Standing {
  readonly views: Views;
  /** The one that is evaluated. */
  readonly project: ProjectData;
  readonly junctions: readonly JunctionView[];
}

export function foreignProjects({ views, project, junctions }: Standing): ForeignProjects {
  const found = bstJunctions();
  const standIns = new Map<Element, { readonly project: number; readonly name: string }>(
    found.flatMap(({ elements }, index) => [...elements].map(([name, element]) => [element, { project: index, name }] as const)),
  );
  const viewOf = ({ from }: BstJunction): View => views.enter(views.top, from);
  const nameOf = (junction: BstJunction): string => {
    const owner = junctions.find(({ view }) => view === viewOf(junction))?.node.name;
    return owner === undefined ? junction.name : `${owner}:${junction.name}`;
  };
  const replaced = found.map((junction) => replacedOf(junction, { views, view: viewOf(junction), project }));
  return {
    roots: found.flatMap((junction, index) => [
      views.occurrence(junction.files, viewOf(junction)),
      ...(replaced[index] ?? []).map(([, occurrence]) => occurrence),
    ]),
    addNames(names) {
      for (const junction of found) {
        const name = nameOf(junction);
        const add = (element: Element, own: string): void => {
          const occurrence = views.occurrence(element, viewOf(junction));
          if (occurrence.element === element) names.set(occurrence, [...(names.get(occurrence) ?? []), own]);
        };
        add(junction.files, name);
        for (const [inner, element] of junction.elements) add(element, `${name}:${inner}`);
      }
    },
    asStandIn(node, element) {
      const stands = standIns.get(element);
      if (!stands) return node;
      const need = `the project ${found[stands.project]?.name}, which was not there to be loaded`;
      return { ...node, recipe: { type: "unknown", config: { name: stands.name } }, needs: [need], foreign: stands };
    },
    nodes(idOf) {
      if (found.length === 0) return {};
      const foreign = found.map(
        (junction, index): ForeignNode => ({
          name: nameOf(junction),
          files: idOf(views.occurrence(junction.files, viewOf(junction))),
          path: junction.path,
          options: Object.fromEntries(
            Object.entries(junction.options).flatMap(([name, value]) => (value === undefined ? [] : [[name, written(value)] as const])),
          ),
          replaced: (replaced[index] ?? []).map(([name, occurrence]) => [name, idOf(occurrence)] as const),
          place: placesOf(junction.site),
        }),
      );
      return { foreign };
    },
  };
}

function written(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}

interface Replacing {
  readonly views: Views;
  readonly view: View;
  readonly project: ProjectData;
}

/** What stands in the place of which of its elements, seen from the project that asks for it. */
function replacedOf(junction: BstJunction, { views, view, project }: Replacing): readonly (readonly [name: string, by: Occurrence])[] {
  const data = junction.from === TOP ? project : instanceOf(junction.from)?.project;
  if (!data) return [];
  return [...junction.elements].flatMap(([name, element]) => {
    const occurrence = views.occurrence(element, view);
    return occurrence.element === element ? [] : [[name, occurrence] as const];
  });
}
