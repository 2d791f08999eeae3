// An element as a module: a constant for each text of its own, and the call of its kind.

import type { Place } from "../../../core/model/place.ts";
import type { ResolvedElement } from "../../bst/element.ts";
import { type BstError, isBstError } from "../../bst/errors.ts";
import { collectedFiles } from "../../bst/graph/collected.ts";
import { layoutOf } from "../../bst/graph/layout.ts";
import { recipeOf } from "../../bst/graph/recipe.ts";
import type { LoadElement } from "../../bst/load-element.ts";
import { type BstNode, type Mapping, placeOf, type Scalar } from "../../bst/yaml/node.ts";
import { builtinDomains } from "../../domains.ts";
import { call, type Expression, type Field, type Item, imported, list, name, object, string } from "../print/expression.ts";
import type { Constant, Module } from "../print/module.ts";
import { identifier, Names } from "../print/names.ts";
import type { Comments } from "./comments.ts";
import { type ConvertedEdge, dependencyFields, edgesOf } from "./dependencies.ts";
import type { Domain, Points } from "./domain.ts";
import type { DomainNames } from "./domain-names.ts";
import { kindFields } from "./kind-fields.ts";
import { type ConvertedKind, type ConvertedKinds, isNamed } from "./kinds.ts";
import { type Case, cases, guardedItems, type Keyed, mergeLists } from "./merge.ts";
import { type ElementNames, VARIABLES_FILE, variableReference } from "./project-names.ts";
import type { Report } from "./report.ts";
import {
  isIn,
  mappingIn,
  pointsWhere,
  type Saying,
  sayCommands,
  sayData,
  sayRecord,
  sayText,
  sayTexts,
  scalarIn,
  scalarsOf,
} from "./say.ts";
import type { ProjectScope } from "./scope.ts";
import type { ConvertedSource, SourceConverter } from "./sources.ts";
import { forge } from "./texts.ts";
import type { Variant } from "./variants.ts";

export interface ElementContext {
  readonly scope: ProjectScope;
  readonly names: ElementNames;
  readonly kinds: ConvertedKinds;
  readonly sources: SourceConverter;
  readonly comments: Comments;
  readonly report: Report;
  readonly domains: DomainNames;
  /** Elements that have no module. */
  readonly left: ReadonlySet<string>;
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
  for (const need of kind.manner === "collected" || kind.manner === "unknown"
    ? []
    : recipeOf(
        first,
        layoutOf(first, () => 0),
      ).needs)
    report.note(element, "approximated", `it needs ${need}`, placeOf(load.node));
  if (kind.manner === "unknown")
    report.note(element, "approximated", `it needs the element kind "${load.kind}" of ${first.kind.origin}`, placeOf(load.node));
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

interface OwnContext {
  readonly kind: ConvertedKind;
  readonly context: ElementContext;
  readonly domain: Domain;
  readonly within: Points;
  readonly element: string;
}

/** An element's own variables: those that are read late elsewhere stay variables, others become constants of the module. */
class OwnTexts {
  readonly constants: Constant[] = [];
  readonly #trees: readonly (Mapping | undefined)[];
  readonly #own: OwnContext;
  readonly #names: Names;
  readonly #made = new Map<string, string>();
  /** Whether what is read late leads to the element's own name. */
  readonly #usesName: boolean;
  /** Whether it says that it may have one job only. */
  readonly #isSerial: boolean;

  constructor(resolved: readonly AtPoint[], own: OwnContext) {
    this.#trees = resolved.map((one) => mappingIn(one?.load.node, "variables"));
    this.#own = own;
    this.#names = new Names([own.context.names.of(own.element).constant]);
    const { scope } = own.context;
    this.#usesName = resolved.some((one) => one !== undefined && scope.usesElementName(one));
    const jobs = scope.project.config.variables.entries.get("max-jobs");
    const kindJobs = own.kind.defaults[0]?.variables.node("max-jobs");
    this.#isSerial = kindJobs === jobs && resolved.some((one) => one?.variables.get("max-jobs") === "1");
  }

  readonly reference = (variable: string): Expression => {
    const { fields } = this.#own.context.scope;
    const field = fields.get(variable);
    if (field !== undefined && (this.#isLate(variable) || !this.#trees.some((tree) => tree?.entries.has(variable))))
      return variableReference(field);
    return name(this.#constant(variable));
  };

  fields(): readonly Field[] {
    const { domain, within, context, kind, element } = this.#own;
    const saying: Saying = { domain, within, reference: this.reference, comments: context.comments, strip: (text) => text };
    const { fields } = context.scope;
    const late = this.#trees.map(
      (tree) => tree && { ...tree, entries: new Map([...tree.entries].filter(([variable]) => this.#isLate(variable))) },
    );
    const named: Field[] = [];
    const set: Field[] = [];
    const add = (variable: string, field: Field): void => void (isNamed(field.name ?? "", kind, variable) ? named : set).push(field);
    const original = new Map([...fields].map(([variable, field]) => [field, variable]));
    for (const field of sayRecord(late, saying, (variable, value) => ({ name: fields.get(variable) ?? variable, value }))) {
      if (field.name === undefined) {
        const inner = field.value.type === "binary" && field.value.operands.at(-1);
        const [one] = inner && inner.type === "object" ? inner.fields : [];
        const variable = original.get(one?.name ?? "") ?? "";
        (isNamed(one?.name ?? "", kind, variable) ? named : set).push(field);
      } else add(original.get(field.name) ?? field.name, field);
    }
    if (this.#usesName) set.push({ name: fields.get("element-name") ?? "elementName", value: string(element) });
    if (this.#isSerial) set.push({ name: fields.get("max-jobs") ?? "maxJobs", value: string("1") });
    return set.length === 0
      ? named
      : [...named, { name: undefined, value: call(forge("setVariables"), imported(VARIABLES_FILE, "vars"), object(set)) }];
  }

  /** Whether texts of the project or the kind read it, so that what the element says must reach them. */
  #isLate(variable: string): boolean {
    const { context, kind } = this.#own;
    return context.scope.isLateIn(kind.kind, variable);
  }

  #constant(variable: string): string {
    const known = this.#made.get(variable);
    if (known !== undefined) return known;
    const { domain, within, context } = this.#own;
    const constant = this.#names.take(identifier(variable));
    this.#made.set(variable, constant);
    const scalars = this.#trees.map((tree) => scalarIn(tree, variable));
    const points = pointsWhere(scalars, within);
    const saying: Saying = { domain, within: points, reference: this.reference, comments: context.comments, strip: (text) => text };
    const first = scalars.find((scalar, index) => scalar !== undefined && isIn(points, index));
    const value = sayText(scalars, saying) ?? string("");
    this.constants.push({ name: constant, value, ...(first && { comments: context.comments.above(first) }) });
    return constant;
  }
}

function sourceFields(resolved: readonly AtPoint[], { saying, kind }: ElementWriting, context: ElementContext): readonly Field[] {
  const { domain, within } = saying;
  const { scope, sources, comments, report } = context;
  const converted = resolved.map((element, index) => {
    if (element && kind.manner === "collected") return collectedSource(element, scope.at(domain.points[index] ?? new Map()), context);
    const found = element ? sources.convert(element) : [];
    for (const { missing, node } of found)
      if (missing !== undefined) report.note(element?.load.name ?? "", "approximated", `it needs ${missing}`, placeOf(node));
    return found.map((value): Keyed<ConvertedSource> => ({ key: value.key, value }));
  });
  const merged = mergeLists(cases(converted, (items) => JSON.stringify(items.map(({ key }) => key)), within));
  if (merged.length === 0) return [];
  const items = merged.map(
    ({ points, value: { value } }): Case<Item> => ({ points, value: { value: value.value, comments: comments.above(value.node) } }),
  );
  return [{ name: "sources", value: list(guardedItems(items, domain, within)) }];
}

/** The files that an element is made of, as they are now. */
function collectedSource(
  element: ResolvedElement,
  variant: Variant,
  { sources, report }: ElementContext,
): readonly Keyed<ConvertedSource>[] {
  const found = collectedFiles(element, variant.allResolved());
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
  { names, foreign, comments }: ElementContext,
): readonly Field[] {
  const edges = resolved.map((element): readonly ConvertedEdge[] => (element ? edgesOf(element, (node) => comments.above(node)) : []));
  return dependencyFields(edges, {
    domain: saying.domain,
    within: saying.within,
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

function environmentFields(
  trees: readonly (Mapping | undefined)[],
  resolved: readonly AtPoint[],
  { saying, kind }: ElementWriting,
): readonly Field[] {
  const own = trees.map((tree) => mappingIn(tree, "environment"));
  const nocache = new Set(trees.flatMap((tree) => scalarsOf(tree?.entries.get("environment-nocache")).map(({ text }) => text.trim())));
  const first = resolved.find((one) => one !== undefined);
  const inherited = new Set(first?.environmentNocache ?? []);
  const fields = sayRecord(own, saying, (field, value) => ({
    name: field,
    value: inherited.has(field) ? call(forge("nocache"), value) : value,
  }));
  const written = new Set(own.flatMap((node) => (node ? [...node.entries.keys()] : [])));
  const only = [...nocache].filter((field) => !written.has(field) && first?.environment.entries.has(field));
  const more = only.map((field): Field => {
    const scalars = saying.domain.points.map(() => scalarIn(kind.defaults[0]?.environment, field));
    return { name: field, value: call(forge("nocache"), sayText(scalars, saying, "") ?? string("")) };
  });
  return fields.length + more.length === 0 ? [] : [{ name: "environment", value: object([...fields, ...more]) }];
}

function publicFields(trees: readonly (Mapping | undefined)[], { saying }: ElementWriting): readonly Field[] {
  const data = trees.map((tree) => mappingIn(tree, "public"));
  const bst = data.map((node) => mappingIn(node, "bst"));
  const fields: Field[] = [];
  const integration = bst.map((node) => scalarsOf(node?.entries.get("integration-commands")));
  if (integration.some((items) => items.length > 0)) fields.push({ name: "integration", value: sayCommands(integration, saying) });
  const whitelist = bst.map((node) => scalarsOf(node?.entries.get("overlap-whitelist")));
  if (whitelist.some((items) => items.length > 0)) fields.push({ name: "overlapWhitelist", value: sayTexts(whitelist, saying) });
  fields.push(...splitFields(bst, saying));
  const rest = data.map((node, index): Mapping | undefined => node && withoutSaid(node, bst[index]));
  if (rest.some((node) => node && node.entries.size > 0)) {
    const points = pointsWhere(rest, saying.within);
    const empty = rest.map((node) => node ?? rest.find((other) => other !== undefined && other.entries.size === 0));
    const value = sayData(points === saying.within ? rest : empty, { ...saying, within: points });
    fields.push({ name: "public", value });
  }
  return fields;
}

const SAID = new Set(["split-rules", "integration-commands", "overlap-whitelist"]);

function withoutSaid(node: Mapping, bst: Mapping | undefined): Mapping {
  const entries = new Map(node.entries);
  const more = new Map([...(bst?.entries ?? [])].filter(([key]) => !SAID.has(key)));
  if (bst && more.size > 0) entries.set("bst", { ...bst, entries: more });
  else entries.delete("bst");
  return { ...node, entries };
}

function splitFields(bst: readonly (Mapping | undefined)[], saying: Saying): readonly Field[] {
  const rules = bst.map((node) => mappingIn(node, "split-rules"));
  const domains = [...new Set(rules.flatMap((node) => (node ? [...node.entries.keys()] : [])))];
  const made = domains.map((domain) => ({
    domain,
    value: listEdit(
      rules.map((node) => node?.entries.get(domain)),
      saying,
    ),
  }));
  const builtin = made.filter(({ domain }) => Object.hasOwn(builtinDomains, domain));
  const custom = made.filter(({ domain }) => !Object.hasOwn(builtinDomains, domain));
  const field = (found: typeof made): Expression => object(found.map(({ domain, value }): Field => ({ name: domain, value })));
  return [
    ...(builtin.length > 0 ? [{ name: "split", value: field(builtin) }] : []),
    ...(custom.length > 0 ? [{ name: "domains", value: field(custom) }] : []),
  ];
}

/** A list, or what is added to the one that is there. */
function listEdit(nodes: readonly (BstNode | undefined)[], saying: Saying): Expression {
  const part = (node: BstNode | undefined, key: string): readonly Scalar[] =>
    node?.type === "mapping" ? scalarsOf(node.entries.get(key)) : [];
  const isWhole = nodes.some((node) => node?.type === "sequence" || (node?.type === "mapping" && node.entries.has("(=)")));
  if (isWhole) {
    return sayTexts(
      nodes.map((node) =>
        node?.type === "sequence" ? scalarsOf(node) : [...part(node, "(<)"), ...part(node, "(=)"), ...part(node, "(>)")],
      ),
      saying,
    );
  }
  const before = nodes.map((node) => part(node, "(<)"));
  const after = nodes.map((node) => part(node, "(>)"));
  const isPrepended = before.some((items) => items.length > 0);
  return call(forge(isPrepended ? "prepend" : "append"), sayTexts(isPrepended ? before : after, saying));
}
