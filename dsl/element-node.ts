// One element as the graph has it: every late text expanded, every default filled in, every path in one spelling.
//
// What elements of a kind share, for want of anything of their own, is computed once and shared.

import { posix } from "node:path";
import type { Edge, ElementNode, FatalWarning, Recipe, Step } from "../core/model/graph.ts";
import type { ElementId } from "../core/model/ids.ts";
import type { Json, JsonObject } from "../core/model/json.ts";
import { placesOf } from "./call-site.ts";
import type { DefaultsOf, Effective } from "./effective.ts";
import type { Element } from "./element.ts";
import type { ElementData } from "./element-data.ts";
import { isNocache, nocacheText } from "./environment.ts";
import { type PlaceSource, placeSources } from "./place-sources.ts";
import { sandboxPath } from "./project-path.ts";
import type { RunRecipeInput } from "./recipe.ts";
import { refusal } from "./refuse.ts";
import { createScope } from "./scope.ts";
import type { Source } from "./source.ts";
import { sourceData } from "./source-data.ts";
import { expandScript, expandText, isTemplate, isVariable, type Scope, type Text } from "./text.ts";
import { standardVariables } from "./variables.ts";

/** What nodes need of the project whose elements they are. */
export interface NodeContext {
  readonly defaults: DefaultsOf;
  /** The project's. */
  readonly fatalWarnings: readonly FatalWarning[];
  readonly sourceId: PlaceSource;
}

/** What a node needs of the graph so far. */
export interface NodePosition {
  readonly names: readonly string[];
  /** Position of what the element depends on by naming it. */
  readonly idOf: (named: Element) => ElementId;
}

/** Makes nodes of one project. Throws FORGE1007 and FORGE1017 at the element's place. */
export function createNodeMaker(context: NodeContext): (data: ElementData, position: NodePosition) => ElementNode {
  const shared = new Map<object, Expanded>();
  return makeNode;

  function makeNode(data: ElementData, { names, idOf }: NodePosition): ElementNode {
    const expanded = expandedOf(data);
    const { scope } = expanded;
    const recipe = recipeOf(data, scope, context.defaults);
    const needs = [...new Set([...needsOf(data.recipe), ...data.sources.flatMap((source) => sourceData(source).needs ?? [])])];
    const base = recipe.type === "run" ? recipe.buildDirectory : "/";
    return {
      names,
      kind: data.kind.kind,
      kindVersion: data.kind.version,
      ...(data.description !== undefined && { description: data.description }),
      place: placesOf(data.site),
      edges: data.edges.map((edge): Edge => {
        const at = sandboxPath(expandText(edge.at, scope));
        return { to: idOf(edge.to), type: edge.type, at, ...(edge.config !== undefined && { config: edge.config }) };
      }),
      sources: placeSources(
        data.sources.map((source) => ({ source, at: placeOf(source, scope, base) })),
        context.sourceId,
      ),
      recipe,
      environment: expanded.environment,
      environmentNocache: expanded.environmentNocache,
      splitRules: expanded.splitRules,
      integration: data.integration.map((script) => expandScript(script, scope)),
      overlapWhitelist: context.defaults.overlapWhitelist(data).map((text) => expandText(text, scope)),
      ...(context.fatalWarnings.length > 0 && { fatalWarnings: context.fatalWarnings }),
      public: dataOf(data.public, { data, scope, field: "public" }),
      variables: expanded.variables,
      ...(needs.length > 0 && { needs }),
    };
  }

  function expandedOf(data: ElementData): Expanded {
    const hasOwn = [data.variables, data.environment, data.split, data.domains].some((record) => Object.keys(record).length > 0);
    if (hasOwn) return expandElement(data, context.defaults);
    let expanded = shared.get(data.kind);
    if (expanded === undefined) {
      expanded = expandElement(data, context.defaults);
      shared.set(data.kind, expanded);
    }
    return expanded;
  }
}

function placeOf(source: Source, scope: Scope, base: string): string {
  const { at, kind, site } = sourceData(source);
  const path = at === undefined ? "." : expandText(at, scope);
  if (!/^\.\.(\/|$)/.test(posix.normalize(path))) return sandboxPath(path, base);
  throw refusal({
    code: "FORGE1007",
    message: `${kind}: \`at\` leads out of where the sources are laid out: ${path}`,
    site,
    help: "write a path below, or an absolute path in the sandbox",
  });
}

interface Expanded extends Pick<ElementNode, "environment" | "environmentNocache" | "splitRules" | "variables"> {
  readonly scope: Scope;
}

function expandElement(data: ElementData, defaults: DefaultsOf): Expanded {
  const { layers, environment, domains } = defaults.effective(data);
  const scope = createScope(layers, data.site);
  return {
    scope,
    ...environmentOf(environment, scope),
    splitRules: domains.map(([domain, patterns]) => [domain, patterns.map((pattern) => expandText(pattern, scope))]),
    variables: variablesOf(layers, scope),
  };
}

function variablesOf(layers: Effective["layers"], scope: Scope): { readonly [name: string]: string } {
  const said = layers.map(({ values }) => values).toReversed();
  const all: { readonly [name: string]: Text } = Object.assign({}, standardVariables, ...said);
  const names = Object.keys(all).sort();
  return Object.fromEntries(names.map((name) => [name, expandText(all[name] ?? "", scope)]));
}

function environmentOf(environment: Effective["environment"], scope: Scope): Pick<ElementNode, "environment" | "environmentNocache"> {
  const entries = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    environment: entries.flatMap(([name, value]) =>
      value === null ? [] : [[name, expandText(isNocache(value) ? nocacheText(value) : value, scope)] as const],
    ),
    environmentNocache: entries.flatMap(([name, value]) => (isNocache(value) ? [name] : [])),
  };
}

function needsOf(recipe: ElementData["recipe"]): readonly string[] {
  return recipe.type === "unknown" ? recipe.needs : [];
}

interface Data {
  readonly data: ElementData;
  readonly scope: Scope;
  /** Where it was written. */
  readonly field: string;
}

/** A record of data with its texts expanded. */
function dataOf(record: { readonly [name: string]: unknown }, { data, scope, field }: Data): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, expandData(value, `${field}.${name}`)]));

  function expandData(value: unknown, path: string): Json {
    if (isVariable(value) || isTemplate(value)) return expandText(value, scope);
    if (value === null || typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)))
      return value;
    if (Array.isArray(value)) return value.map((inner: unknown, index) => expandData(inner, `${path}[${index}]`));
    if (!isJsonContainer(value)) throw notData(path);
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.map(([name, inner]) => [name, expandData(inner, `${path}.${name}`)]));
  }

  function notData(path: string): Error {
    return refusal({ code: "FORGE1007", message: `${data.kind.kind}: \`${path}\` must be plain data`, site: data.site });
  }
}

/** Elements, sources and scripts are frozen values with a prototype of their own: no data. */
function isJsonContainer(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function recipeOf(data: ElementData, scope: Scope, defaults: DefaultsOf): Recipe {
  const recipe = defaults.recipe(data);
  const expanded = (text: Text | undefined, otherwise: string): string =>
    sandboxPath(text === undefined ? otherwise : expandText(text, scope));
  switch (recipe.type) {
    case "stack":
      return { type: "stack" };
    case "import": {
      // Sorted, so that a link stands behind one that its directory leads through, and the order of fields means nothing.
      const links = Object.entries(recipe.links ?? {}).map(([path, target]) => [sandboxPath(path), expandText(target, scope)] as const);
      return {
        type: "import",
        from: expanded(recipe.from, "/"),
        to: expanded(recipe.to, "/"),
        links: links.sort(([a], [b]) => (a < b ? -1 : 1)),
      };
    }
    case "filter":
      return {
        type: "filter",
        include: recipe.include ?? [],
        exclude: recipe.exclude ?? [],
        orphans: recipe.orphans ?? false,
        passIntegration: recipe.passIntegration ?? false,
      };
    case "compose":
      return {
        type: "compose",
        include: recipe.include ?? [],
        exclude: recipe.exclude ?? [],
        orphans: recipe.orphans ?? true,
        integrate: recipe.integrate ?? true,
      };
    case "unknown":
      return { type: "unknown", config: dataOf(recipe.config, { data, scope, field: "config" }) };
    case "run":
      return runRecipeOf(recipe, { data, scope, defaults });
  }
}

interface Making {
  readonly data: ElementData;
  readonly scope: Scope;
  readonly defaults: DefaultsOf;
}

function runRecipeOf(recipe: RunRecipeInput, { data, scope, defaults }: Making): Recipe {
  const path = (text: Text): string => sandboxPath(expandText(text, scope));
  const buildDirectory = path(recipe.buildDirectory ?? standardVariables.buildRoot);
  // Steps without commands are left out.
  const steps = Object.entries(recipe.steps)
    .map(([name, own]): Step => ({ name, commands: defaults.commands(data, name, own).map((script) => expandScript(script, scope)) }))
    .filter(({ commands }) => commands.length > 0);
  const tests = steps.filter(({ name }) => name === TEST);
  return {
    type: "run",
    steps: steps.filter(({ name }) => name !== TEST),
    cwd: recipe.cwd === undefined ? buildDirectory : sandboxPath(expandText(recipe.cwd, scope), buildDirectory),
    buildDirectory,
    output: path(recipe.output ?? standardVariables.installRoot),
    drop: (recipe.drop ?? []).map(path),
    integrate: recipe.integrate ?? true,
    ...(recipe.fakerootState !== undefined && { fakerootState: path(recipe.fakerootState) }),
    ...(tests.length > 0 && { tests }),
    ...defaults.limits(data),
  };
}

/** The step that has no part in the artifact. */
const TEST = "test";
