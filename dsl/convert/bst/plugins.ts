// Kinds and sources that the user's map puts in the place of plug-ins, and the fields of their calls.
//
// A field's texts keep their references to variables; a function of the map sees one value of the options at a time, and what
// differs between them becomes a condition.

import { ForgeError } from "../../../core/model/errors.ts";
import type { Json, JsonObject } from "../../../core/model/json.ts";
import { type Mapping, SYNTHETIC, scalar } from "../../bst/yaml/node.ts";
import { plainMapping } from "../../bst/yaml/plain.ts";
import { isJson } from "../../json.ts";
import type { MappedConfig, MappedPlugin, MappedSource, PluginMap } from "../../plugin-map.ts";
import { code, type Expression, type Field, imported, list, object } from "../print/expression.ts";
import { camelCase } from "../print/names.ts";
import { type Case, cases, guardedFields } from "./merge.ts";
import { type PerPoint, pointsWhere, type Saying, sayData } from "./say.ts";
import { type Reference, textOf } from "./texts.ts";

export interface Plugins {
  readonly map: PluginMap;
  /** The map itself, for messages. */
  readonly file: string;
  /** Modules that the map names, by their place in the new project: where they are. */
  readonly files: ReadonlyMap<string, string>;
}

export function mappedKind(plugins: Plugins | undefined, kind: string): MappedPlugin | undefined {
  return own(plugins?.map.kinds, kind);
}

export function mappedSource(plugins: Plugins | undefined, kind: string): MappedSource | undefined {
  return own(plugins?.map.sources, kind);
}

function own<T>(table: { readonly [kind: string]: T } | undefined, kind: string): T | undefined {
  return table && Object.hasOwn(table, kind) ? table[kind] : undefined;
}

/** The function that makes them. */
export function makerOf({ from, name }: MappedPlugin): Expression {
  return imported(from.replace(/^\.\//, ""), name);
}

/** Ends the sentence "its kind is …". */
export function describeMapped({ from, name }: MappedPlugin): string {
  return `${name} of ${from}`;
}

/** What an element's call has beside the fields of every element. */
export function mappedFields(plugin: MappedPlugin, configs: PerPoint<Mapping | undefined>, saying: Saying): readonly Field[] {
  const { fields } = plugin;
  if (fields === undefined) {
    const said = sayData(configs.map(inCamelCase), saying);
    return said.type === "object" ? said.fields : [];
  }
  const { domain, within, reference } = saying;
  const given = configs.map((node) => node && calledWith(plugin, { config: plainMapping(node), ref: null }));
  const names = new Set(given.flatMap((one) => Object.keys(one ?? {})));
  const made = [...names].map((name): Case<Field> => {
    const values = given.map((one) => one?.[name]);
    const points = pointsWhere(values, within);
    const found = cases(values, (value) => JSON.stringify(value ?? null), points);
    const choices = found.map((one) => ({ points: one.points, value: dataWith(one.value ?? null, reference) }));
    return { points, value: { name, value: domain.choose(choices, points) } };
  });
  return guardedFields(
    made.filter(({ points }) => points !== 0n),
    domain,
    within,
  );
}

/** What a source's call has. */
export function mappedInput(plugin: MappedSource, given: MappedConfig): JsonObject {
  if (plugin.fields) return calledWith(plugin, given);
  const fields = Object.fromEntries(Object.entries(given.config).map(([name, value]) => [camelCase(name), value]));
  return { ...fields, ...(given.ref !== null && { ref: given.ref }) };
}

export function pathsOf(plugin: MappedSource, given: MappedConfig): readonly string[] {
  return asked(plugin, () => plugin.paths?.(given) ?? []);
}

/** A file of the user's that would lie where one of the new project does. */
export function refuseTaken(written: readonly string[], plugins: Plugins | undefined): void {
  const taken = written.find((file) => plugins?.files.has(file));
  if (taken === undefined) return;
  throw new ForgeError({
    code: "FORGE1062",
    message: `the map of plug-ins names ./${taken}, and a module of the new project is called that`,
    place: { file: plugins?.file ?? "" },
    help: "move it to a directory of its own: ./plugins/images.ts",
  });
}

function calledWith(plugin: MappedPlugin, given: MappedConfig): JsonObject {
  const fields: unknown = asked(plugin, () => plugin.fields?.(given));
  if (isJson(fields) && typeof fields === "object" && fields !== null && !Array.isArray(fields))
    return JSON.parse(JSON.stringify(fields)) as JsonObject;
  throw refused(plugin, "gives something else than an object of plain data");
}

function asked<T>(plugin: MappedPlugin, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw refused(plugin, `threw: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refused({ name }: MappedPlugin, what: string): ForgeError {
  return new ForgeError({
    code: "FORGE1062",
    message: `what the map of plug-ins says of ${name} ${what}`,
    help: "`fields` takes `{ config, ref }` as they stand in the file, and gives what the kind is called with",
  });
}

function inCamelCase(node: Mapping | undefined): Mapping | undefined {
  return node && { ...node, entries: new Map([...node.entries].map(([name, value]) => [camelCase(name), value])) };
}

function dataWith(value: Json, reference: Reference): Expression {
  if (typeof value === "string") return textOf(scalar(value, SYNTHETIC), reference);
  if (typeof value !== "object" || value === null) return code(value);
  if (Array.isArray(value)) return list(value.map((item: Json) => dataWith(item, reference)));
  return object(Object.entries(value).map(([name, inner]): Field => ({ name, value: dataWith(inner, reference) })));
}
