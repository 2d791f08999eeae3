// An element's dependencies as fields: apart by type where their order lets them be, else in one list that says the types.

import type { EdgeType } from "../../../core/model/graph.ts";
import type { Json } from "../../../core/model/json.ts";
import type { ResolvedElement } from "../../bst/element.ts";
import { layoutOf } from "../../bst/graph/layout.ts";
import type { LoadDependency, LoadElement } from "../../bst/load-element.ts";
import type { BstNode, Scalar } from "../../bst/yaml/node.ts";
import { call, type Expression, type Field, type Item, list, literal, object, string } from "../print/expression.ts";
import type { Domain, Points } from "./domain.ts";
import { type Case, cases, guardedItems, type Keyed, mergeLists } from "./merge.ts";
import { forge, type Reference, textOf } from "./texts.ts";

export interface ConvertedEdge {
  readonly element: LoadElement;
  readonly type: EdgeType;
  readonly at: string;
  /** How the place is written, where it is written with variables. */
  readonly place: Scalar | undefined;
  readonly config: Json | undefined;
  readonly comments: readonly string[];
}

/** The names that an element's dependencies are written by, in an order other than that of its own project alone. */
export type DependencyOrder = (element: string) => readonly string[] | undefined;

interface EdgeOptions {
  readonly commentsOf: (node: BstNode) => readonly string[];
  readonly order: readonly string[] | undefined;
}

export function writtenName({ junction, name }: LoadDependency): string {
  return junction === undefined ? name : `${junction}:${name}`;
}

/** What is staged where, in order, and the directories that are to be there. */
export function edgesOf(element: ResolvedElement, { commentsOf, order }: EdgeOptions): readonly ConvertedEdge[] {
  const ids: LoadElement[] = [];
  const layout = layoutOf(element, (other) => ids.push(other) - 1);
  const dependencies = new Map(element.load.dependencies.map((dependency) => [dependency.element, dependency]));
  const found = layout.edges.flatMap(({ to, type, at, config }): readonly ConvertedEdge[] => {
    const other = ids[to];
    if (other === undefined) return [];
    const dependency = dependencies.get(other);
    const places = (dependency?.configs ?? []).flatMap((node) => {
      const place = node.entries.get("location");
      return place?.type === "scalar" ? [place] : [];
    });
    const place = places.find(
      (scalar) => scalar.parts !== undefined && element.variables.expandText(scalar).replace(/(.)\/$/, "$1") === at,
    );
    return [{ element: other, type, at, place, config, comments: dependency ? commentsOf(dependency.node) : [] }];
  });
  if (order === undefined) return found;
  const position = ({ element: other }: ConvertedEdge): number => {
    const dependency = dependencies.get(other);
    const index = dependency ? order.indexOf(writtenName(dependency)) : -1;
    return index < 0 ? order.length : index;
  };
  return [...found].sort((a, b) => position(a) - position(b));
}

export interface DependencyWriting {
  readonly domain: Domain;
  readonly within: Points;
  readonly reference: Reference;
  readonly elementReference: (element: LoadElement) => Expression;
  /** Fields that the kind has. */
  readonly fields: ReadonlySet<"buildDepends" | "depends" | "runtimeDepends">;
  /** What a plain entry of `depends` means to the kind. */
  readonly depends: EdgeType;
}

export function dependencyFields(edges: readonly (readonly ConvertedEdge[])[], writing: DependencyWriting): readonly Field[] {
  const { domain, within, fields } = writing;
  const keyed = edges.map((found): readonly Keyed<ConvertedEdge>[] => found.map((edge) => ({ key: keyOf(edge), value: edge })));
  const lists = cases(keyed, (found) => JSON.stringify(found.map(({ key }) => key)), within);
  const merged = mergeLists(lists);
  const ordered = inFieldOrder(merged);
  const byType = (type: EdgeType): readonly Case<Keyed<ConvertedEdge>>[] => merged.filter(({ value: { value } }) => value.type === type);
  const plain = (found: readonly Case<Keyed<ConvertedEdge>>[]): Expression =>
    list(
      guardedItems(
        found.map(({ points, value: { value } }): Case<Item> => ({ points, value: entry(value, writing) })),
        domain,
        within,
      ),
    );
  if (
    ordered &&
    byType("build").every(() => fields.has("buildDepends")) &&
    byType("runtime").every(() => fields.has("runtimeDepends")) &&
    byType("all").every(() => fields.has("depends"))
  ) {
    return (
      [
        ["buildDepends", byType("build")],
        ["depends", byType("all")],
        ["runtimeDepends", byType("runtime")],
      ] as const
    ).flatMap(([name, found]) => (found.length === 0 ? [] : [{ name, value: plain(found) }]));
  }
  const all = merged.map(({ points, value: { value } }): Case<Item> => {
    const item = entry(value, writing);
    if (value.type === "all") return { points, value: item };
    return { points, value: { ...item, value: call(forge(value.type === "build" ? "buildOnly" : "runtimeOnly"), item.value) } };
  });
  return all.length === 0 ? [] : [{ name: "depends", value: list(guardedItems(all, domain, within)) }];
}

function keyOf({ element, type, at, config }: ConvertedEdge): string {
  return JSON.stringify([element.fullName, type, at, config ?? null]);
}

/**
 * Whether the fields, one behind another, give the same order where order counts: among what is staged to build, and among what
 * comes along at run time. What is in one of the two only has no place in the other.
 */
function inFieldOrder(merged: readonly Case<Keyed<ConvertedEdge>>[]): boolean {
  const types = merged.map(({ value: { value } }) => value.type);
  return types.lastIndexOf("build") < firstOf(types, "all") && types.lastIndexOf("all") < firstOf(types, "runtime");
}

function firstOf(types: readonly EdgeType[], type: EdgeType): number {
  const index = types.indexOf(type);
  return index < 0 ? types.length : index;
}

function entry({ element, at, place, config, comments }: ConvertedEdge, { elementReference, reference }: DependencyWriting): Item {
  const value = elementReference(element);
  if (at === "/" && config === undefined) return { value, comments };
  return {
    value: object({
      element: value,
      ...(at !== "/" && { at: place ? textOf(place, reference) : string(at) }),
      ...(config !== undefined && { config: literal(config) }),
    }),
    comments,
  };
}
