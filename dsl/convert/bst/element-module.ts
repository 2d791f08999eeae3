// An element as a module: a constant for each text of its own, and the call of its kind.

import type { Place } from "../../../core/model/place.ts";
import type { ResolvedElement } from "../../bst/element.ts";
import { type BstError, isBstError } from "../../bst/errors.ts";
import { layoutOf } from "../../bst/graph/layout.ts";
import { recipeOf } from "../../bst/graph/recipe.ts";
import type { LoadElement } from "../../bst/load-element.ts";
import { type Mapping, placeOf } from "../../bst/yaml/node.ts";
import { call, type Expression, type Field, type Item, list, object, string } from "../print/expression.ts";
import type { Constant, Module } from "../print/module.ts";
import type { Comments } from "./comments.ts";
import { type ConvertedEdge, type DependencyOrder, dependencyFields, edgesOf } from "./dependencies.ts";
import type { Domain } from "./domain.ts";
import type { DomainNames } from "./domain-names.ts";
import type { Includes } from "./includes.ts";
import { kindFields } from "./kind-fields.ts";
import type { ConvertedKind, ConvertedKinds } from "./kinds.ts";
import { type Case, cases, guardedItems, type Keyed, mergeLists } from "./merge.ts";
import { OwnTexts } from "./own-texts.ts";
import { describeMapped } from "./plugins.ts";
import type { ElementNames } from "./project-names.ts";
import { environmentFields, publicFields } from "./public-fields.ts";
import type { Report } from "./report.ts";
import { mappingIn, pointsWhere, type Saying } from "./say.ts";
import type { ProjectScope } from "./scope.ts";
import type { ConvertedSource, SourceConverter } from "./sources.ts";
import type { Variant } from "./variants.ts";

export interface ElementContext {
  readonly scope: ProjectScope;
  readonly names: ElementNames;
  readonly kinds: ConvertedKinds;
  readonly sources: SourceConverter;
  readonly comments: Comments;
  readonly report: Report;
  readonly domains: DomainNames;
  readonly includes: Includes;
  /** Elements that have no module. */
  readonly left: ReadonlySet<string>;
  readonly order?: DependencyOrder;
  /** A module beside the element's with an element of another project. */
  readonly foreign: (element: LoadElement) => Expression | undefined;
}

/** What an element is at a point; undefined where it cannot be used. */
export type AtPoint = ResolvedElement | undefined;

export interface Left {
  /** Why. */
  readonly left: string;
  readonly place?: Place;
}

export interface ElementWriting {
  readonly saying: Saying;
  readonly resolved: readonly AtPoint[];
  readonly kind: ConvertedKind;
  /** Its configuration as it is written, directives kept. */
  readonly config: readonly (Mapping | undefined)[];
  readonly domainReference: (domain: string) => Expression;
}

/** The module of an element, or why there is none. */
export function elementModule(element: string, domain: Domain, context: ElementContext): Module | Left {
  const { scope, names, kinds, comments, report } = context;
  const found = scope.each(domain, (variant) => variant.resolved(element));
  const resolved = found.map(
    (one, index): AtPoint => (isBstError(one) || isBroken(one, context) ? undefined : one) && (found[index] as ResolvedElement),
  );
  const within = pointsWhere(resolved, domain.all);
  const first = resolved.find((one) => one !== undefined);
  if (first === undefined) return leftBecause(found, context);
  const { load } = first;
  const kind = kinds.kinds.get(load.kind);
  if (kind === undefined) return { left: `there is no kind "${load.kind}" in TypeScript` };
  const trees = resolved.map((one) => one?.load.node);
  const own = new OwnTexts(resolved, { kind, context, domain, within, element });
  const saying: Saying = { domain, within, reference: own.reference, comments, strip: (text) => text };
  const writing: ElementWriting = {
    saying,
    resolved,
    kind,
    config: trees.map((tree) => mappingIn(tree, "config")),
    domainReference: (one) => context.domains.reference(one),
  };
  const at = names.of(element);
  const fields: Field[] = [
    ...(load.description === "" ? [] : [{ name: "description", value: string(load.description) }]),
    ...sourceFields(resolved, writing, context),
    ...dependsFields(resolved, writing, context),
  ];
  const rest = [...environmentFields(trees, resolved, writing), ...kindFields(writing), ...publicFields(trees, writing)];
  const variables = own.fields();
  const [alone] = variables;
  if (alone)
    fields.push({
      name: "variables",
      value: variables.length === 1 && alone.name === undefined && alone.value.type === "call" ? alone.value : object(variables),
    });
  fields.push(...rest);
  if (within !== domain.all)
    report.note(element, "approximated", `it cannot be used with some values of options: ${reasonOf(found)}`, placeOf(load.node));
  for (const need of kind.manner === "collected" || kind.manner === "mapped" || kind.manner === "unknown"
    ? []
    : recipeOf(
        first,
        layoutOf(first, () => 0),
      ).needs)
    report.note(element, "approximated", `it needs ${need}`, placeOf(load.node));
  if (kind.manner === "unknown")
    report.note(element, "approximated", `it needs the element kind "${load.kind}" of ${first.kind.origin}`, placeOf(load.node));
  if (kind.plugin) report.note(element, "mapped", `its kind is ${describeMapped(kind.plugin)}`, placeOf(load.node));
  const made: Constant = { name: at.constant, exported: true, value: call(kind.maker, object(fields)) };
  return { file: at.file, comments: comments.head(load.node.file.path), statements: [...own.constants, made] };
}

function isBroken(element: ResolvedElement, { left, foreign }: ElementContext): boolean {
  const { project } = element.load.loader;
  return element.load.dependencies.some(({ element: other }) =>
    other.loader.project === project ? left.has(other.name) || other.failure !== undefined : foreign(other) === undefined,
  );
}

function leftBecause(found: readonly (ResolvedElement | BstError)[], { left, foreign }: ElementContext): Left {
  const [first] = found;
  if (first === undefined || isBstError(first))
    return { left: first?.message ?? "it is nowhere", ...(first?.place && { place: first.place }) };
  const { project } = first.load.loader;
  const missing = first.load.dependencies.find(({ element: other }) =>
    other.loader.project === project ? left.has(other.name) || other.failure !== undefined : foreign(other) === undefined,
  );
  const place = placeOf(missing?.node ?? first.load.node);
  return { left: `it depends on ${missing?.element.fullName ?? "something"}, which was left`, ...(place && { place }) };
}

function reasonOf(found: readonly (ResolvedElement | BstError)[]): string {
  return found.find(isBstError)?.message ?? "something that it depends on cannot";
}

function sourceFields(resolved: readonly AtPoint[], { saying, kind }: ElementWriting, context: ElementContext): readonly Field[] {
  const { domain, within } = saying;
  const { scope, sources, comments, report, includes } = context;
  const converted = resolved.map((element, index) => {
    if (element && kind.manner === "collected") return collectedSource(element, scope.at(domain.points[index] ?? new Map()), context);
    const found = element ? sources.convert(element) : [];
    for (const { missing, mapped, node } of found) {
      if (missing !== undefined) report.note(element?.load.name ?? "", "approximated", `it needs ${missing}`, placeOf(node));
      if (mapped !== undefined) report.note(element?.load.name ?? "", "mapped", `a source is ${mapped}`, placeOf(node));
    }
    return found.map((value): Keyed<ConvertedSource> => ({ key: value.key, value }));
  });
  const merged = mergeLists(cases(converted, (items) => JSON.stringify(items.map(({ key }) => key)), within));
  if (merged.length === 0) return [];
  const items = merged.map(
    ({ points, value: { value } }): Case<Item> => ({ points, value: { value: value.value, comments: comments.above(value.node) } }),
  );
  const file = resolved.find((element) => element !== undefined)?.load.node.file.path ?? "";
  for (const [index, { value }] of items.entries()) includes.note(value, merged[index]?.value.value.node.file.path ?? file, file);
  return [{ name: "sources", value: list(guardedItems(items, domain, within)) }];
}

/** The files that an element is made of, as they are now. */
function collectedSource(
  element: ResolvedElement,
  variant: Variant,
  { sources, report }: ElementContext,
): readonly Keyed<ConvertedSource>[] {
  const found = variant.collected(element.load.name);
  if (found === undefined || found.files.size === 0) return [];
  report.note(
    element.load.name,
    "approximated",
    "its files are written out as they are now: they do not follow what it depends on",
    placeOf(element.load.node),
  );
  const { files, executable } = found;
  const key = JSON.stringify([...files]);
  return [{ key, value: { key, value: sources.inline(element.load.name, files, executable), node: element.load.node } }];
}

function dependsFields(
  resolved: readonly AtPoint[],
  { saying, kind }: ElementWriting,
  { names, foreign, comments, order, report }: ElementContext,
): readonly Field[] {
  const edges = resolved.map((element): readonly ConvertedEdge[] =>
    element ? edgesOf(element, { commentsOf: (node) => comments.above(node), order: order?.(element.load.name) }) : [],
  );
  const first = resolved.find((element) => element !== undefined)?.load;
  // A filter takes from one element. Where none is said, it is what it is elsewhere.
  const found = edges.map((all) => (all.some(({ type }) => type !== "runtime") ? all : undefined));
  const filtering = kind.manner === "filter" ? pointsWhere(found, saying.within) : 0n;
  const within = filtering === 0n ? saying.within : filtering;
  if (first && within !== saying.within)
    report.note(first.name, "approximated", "with some values of options there is nothing that it filters", placeOf(first.node));
  return dependencyFields(edges, {
    domain: saying.domain,
    within,
    reference: saying.reference,
    elementReference: (other) => foreign(other) ?? names.reference(other.name),
    fields: new Set(FIELDS[kind.manner] ?? ["buildDepends", "depends", "runtimeDepends"]),
    depends: "all",
  });
}

const FIELDS: { readonly [manner: string]: readonly ("buildDepends" | "depends" | "runtimeDepends")[] } = {
  stack: ["depends", "runtimeDepends"],
  import: ["depends", "runtimeDepends"],
  filter: ["buildDepends", "runtimeDepends"],
  compose: ["buildDepends"],
  script: ["buildDepends"],
};
