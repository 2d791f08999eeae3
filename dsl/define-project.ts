// `defineProject`: names elements for the command line and says what is built when nothing is named.
//
// The graph is made when the evaluator asks for it, for only then is every module loaded.

import { type FatalWarning, fatalWarnings } from "../core/model/graph.ts";
import type { Alias } from "./aliases.ts";
import { type CallSite, captureCallSite } from "./call-site.ts";
import { type BrandedProject, PROJECT, PROJECT_DATA } from "./context.ts";
import { type ProjectDefaults, readProjectDefaults } from "./defaults.ts";
import { type Element, isElement } from "./element.ts";
import { type MirrorInput, readPlaces } from "./mirrors.ts";
import { didYouMean } from "./nearest.ts";
import { describeValue, refusal } from "./refuse.ts";
import { definitionOf, isVariable, type Text, type VarRef } from "./text.ts";
import { type ProjectData, toGraph } from "./to-graph.ts";

/** Elements by name; records within are folders of names, and namespaces of modules will do. */
export interface ElementRecord {
  readonly [name: string]: Element | ElementRecord;
}

export interface ProjectInput<Elements extends ElementRecord> {
  readonly name: string;
  /** What can be named on the command line: `{ base, lib: { zlib } }` names `base` and `lib/zlib`. */
  readonly elements: Elements;
  /** What is built when nothing is named. All of `elements` unless said. */
  readonly default?: Element | readonly Element[];
  /** Aliases that its sources use, made by `defineAliases`: a record of them, or the namespace of a module. */
  readonly aliases?: { readonly [name: string]: Alias };
  /** Suggestions of mirrors by alias, tried before the alias's own place. A user's setting of the same alias wins. */
  readonly mirrors?: { readonly [alias: string]: MirrorInput };
  /** Variables, made by `defineVariables`, whose definitions hold for every element that does not say otherwise. */
  readonly variables?: { readonly [name: string]: VarRef };
  /** What holds for all elements, or for all of a kind, unless they say otherwise. */
  readonly defaults?: ProjectDefaults;
  /** Warnings that are errors in this project. */
  readonly fatalWarnings?: readonly FatalWarning[];
  /** Elements that stand in the place of others wherever those are depended on or named. */
  readonly replace?: readonly (readonly [from: Element, to: Element])[];
}

export interface Project<Elements extends ElementRecord = ElementRecord> extends BrandedProject {
  readonly name: string;
  readonly elements: Elements;
  readonly [PROJECT_DATA]: object;
}

/** The project: the default export of build.config.ts. */
export function defineProject<const Elements extends ElementRecord>(input: ProjectInput<Elements>): Project<Elements> {
  const site = captureCallSite();
  if (typeof input !== "object" || input === null) throw refused(`defineProject takes an object, not ${describeValue(input)}`, site);
  if (typeof input.name !== "string" || input.name === "") throw refused(`\`name\` must be a text, not ${describeValue(input.name)}`, site);
  const unknown = Object.keys(input).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw refused(`there is no field "${unknown}"${didYouMean(unknown, FIELDS)}`, site);
  const elements = listElements(input.elements, [], site);
  const data: ProjectData = {
    name: input.name,
    elements,
    defaults: readDefaults(input.default, elements, site),
    ...readPlaces({ mirrors: input.mirrors ?? {}, aliases: input.aliases ?? {} }, site),
    variables: readVariables(input.variables ?? {}, site),
    fatalWarnings: readFatalWarnings(input.fatalWarnings ?? [], site),
    saidForAll: readProjectDefaults(input.defaults, site),
    replacements: readReplacements(input.replace ?? [], site),
  };
  return Object.freeze({ name: input.name, elements: input.elements, [PROJECT]: () => toGraph(data), [PROJECT_DATA]: data });
}

const FIELDS: readonly string[] = [
  "name",
  "elements",
  "default",
  "aliases",
  "mirrors",
  "variables",
  "defaults",
  "fatalWarnings",
  "replace",
];

function listElements(record: unknown, path: readonly string[], site: CallSite): ProjectData["elements"] {
  const where = `\`${["elements", ...path].join(".")}\``;
  if (typeof record !== "object" || record === null || Array.isArray(record))
    throw refused(`${where} must be an element or a record of them, not ${describeValue(record)}`, site);
  if (path.length > MOST_FOLDERS) throw refused(`${where} is nested too deep, perhaps in itself`, site);
  return Object.entries(record).flatMap(([name, value]) => {
    if (!NAME.test(name))
      throw refused(`${where} has the name ${JSON.stringify(name)}: names have no spaces, slashes or control characters`, site);
    return isElement(value) ? [[[...path, name].join("/"), value] as const] : listElements(value, [...path, name], site);
  });
}

const MOST_FOLDERS = 32;
const NAME = /^[^\s/\p{Cc}]+$/u;

function readDefaults(given: unknown, elements: ProjectData["elements"], site: CallSite): readonly Element[] {
  if (given === undefined) return [];
  const listed = new Set(elements.map(([, element]) => element));
  return (Array.isArray(given) ? given : [given]).map((element: unknown) => {
    if (!isElement(element)) throw refused(`\`default\` must be an element, not ${describeValue(element)}`, site);
    if (!listed.has(element)) throw refused(`\`default\` names an element (${element.kind}) that is not among \`elements\``, site);
    return element;
  });
}

function readVariables(given: { readonly [name: string]: VarRef }, site: CallSite): { readonly [name: string]: Text } {
  const definitions: { [name: string]: Text } = {};
  for (const [key, value] of Object.entries(given)) {
    if (!isVariable(value)) throw refused(`\`variables.${key}\` must be made by defineVariables`, site);
    const { name, definition } = definitionOf(value);
    if (definition !== undefined) definitions[name] = definition;
  }
  return definitions;
}

function readFatalWarnings(given: unknown, site: CallSite): readonly FatalWarning[] {
  if (!Array.isArray(given)) throw refused(`\`fatalWarnings\` must be a list, not ${describeValue(given)}`, site);
  const unknown: unknown = given.find((warning) => !fatalWarnings.includes(warning));
  if (unknown !== undefined) {
    const meant = typeof unknown === "string" ? didYouMean(unknown, fatalWarnings) : "";
    throw refused(`there is no warning ${describeValue(unknown)}${meant}`, site, `there are ${fatalWarnings.join(", ")}`);
  }
  return Object.freeze(fatalWarnings.filter((warning) => given.includes(warning)));
}

function readReplacements(given: readonly (readonly [Element, Element])[], site: CallSite): ReadonlyMap<Element, Element> {
  const all = new Map<Element, Element>();
  for (const [index, pair] of given.entries()) {
    const [from, to] = pair;
    if (!isElement(from) || !isElement(to)) throw refused(`\`replace[${index}]\` must be a pair of elements`, site);
    if (all.has(from)) throw refused(`\`replace[${index}]\` replaces what is replaced already`, site);
    all.set(from, to);
  }
  return all;
}

function refused(message: string, site: CallSite, help?: string): Error {
  const whole = message.startsWith("defineProject") ? message : `defineProject: ${message}`;
  return refusal({ code: "FORGE1007", message: whole, site, ...(help !== undefined && { help }) });
}
