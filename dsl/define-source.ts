// `defineSource`: makes a kind of source, a function from configuration to a frozen value.
//
// The kind's code runs in two worlds. In the configuration it only checks and describes; `track`, `fetch` and `stage` run
// in a restricted child of the engine, which finds the kind among its module's exports by `sourceDefinition`.

import type { z } from "zod";
import type { Json, JsonObject } from "../core/model/json.ts";
import { hasBrand, SOURCE_KIND } from "./brands.ts";
import { type CallSite, callingModule, captureCallSite } from "./call-site.ts";
import { parseConfig } from "./config.ts";
import type { DriverContext } from "./driver-context.ts";
import { isJson } from "./json.ts";
import { didYouMean } from "./nearest.ts";
import { projectPath } from "./project-path.ts";
import { describeValue, refusal } from "./refuse.ts";
import { makeSource, type Placement, type Source } from "./source.ts";
import type { SourceData } from "./source-data.ts";
import { isText } from "./text.ts";

/** A kind of source: call it with what is asked for. */
export interface SourceKind<Kind extends string, Input extends object> {
  (input: Input & Placement): Source<Kind>;
  readonly kind: Kind;
}

/** A kind that also takes its most important field alone: `tar("https://…")`, with others behind it. */
export interface ShortSourceKind<Kind extends string, Input extends object> {
  (input: string | (Input & Placement), more?: Partial<Input> & Placement): Source<Kind>;
  readonly kind: Kind;
}

/** A kind with arguments of its own. */
export interface FreeSourceKind<Kind extends string, Given extends readonly unknown[]> {
  (...given: Given): Source<Kind>;
  readonly kind: Kind;
}

export interface SourceKindDefinition<Kind extends string, Schema extends z.ZodObject, Ref> {
  readonly kind: Kind;
  /** Enters the key of every source of the kind. Raise it when the same configuration and ref are to give something else. 1 unless said. */
  readonly version?: number;
  /** Comments on the schema's fields are what users see in their editor. */
  readonly config: Schema;
  /** What `track` finds and forge.lock keeps. Checked when it is found and when it is read. */
  readonly ref?: z.ZodType<Ref>;
  /** What is asked for, in fixed positions: with the kind, the name of the entry in forge.lock. Nothing: nothing is locked. */
  readonly lockInputs?: (config: z.output<Schema>) => readonly Json[] | undefined;
  /** The part of the configuration that decides what is laid out, beside the ref. All of it unless said. */
  readonly keyInputs?: (config: z.output<Schema>) => Json;
  /** Files and directories of the project, relative to its root, that are part of the source. */
  readonly paths?: (config: z.output<Schema>) => readonly string[];
  /**
   * What it does with the sources before it in an element's list, if anything: it changes them (`over`: `context.directory` begins
   * as their files, and what it leaves there takes their place), or it reads them (`beside`: they are in `context.previous`).
   */
  readonly previous?: (config: z.output<Schema>) => "over" | "beside" | undefined;
  /** Finds the ref that the configuration asks for now. */
  readonly track?: (context: DriverContext, config: z.output<Schema>) => Promise<Ref>;
  /** Downloads what the ref names into `context.directory`. */
  readonly fetch?: (context: DriverContext, config: z.output<Schema>, ref: Ref) => Promise<void>;
  /** Lays the source out in `context.directory`, from what `fetch` left in `context.fetched`. Never uses the network. */
  readonly stage?: (context: DriverContext, config: z.output<Schema>, ref: Ref) => Promise<void>;
}

/** What a module's export says of the kind that it is. `config` and `ref` are schemas of whatever copy of zod. */
export interface SourceDefinition {
  readonly kind: string;
  readonly version: number;
  readonly config: z.ZodObject;
  readonly ref: z.ZodType | undefined;
  readonly track: ((context: DriverContext, config: JsonObject) => Promise<unknown>) | undefined;
  readonly fetch: ((context: DriverContext, config: JsonObject, ref: unknown) => Promise<void>) | undefined;
  readonly stage: ((context: DriverContext, config: JsonObject, ref: unknown) => Promise<void>) | undefined;
}

/** Makes a kind of source that also takes one text: `shorthand` says what it means. */
export function defineSource<const Kind extends string, Schema extends z.ZodObject, Ref>(
  definition: SourceKindDefinition<Kind, Schema, Ref> & { readonly shorthand: (text: string) => z.input<Schema> },
): ShortSourceKind<Kind, z.input<Schema>>;
/** Makes a kind of source whose function takes arguments of its own: `arguments` says what they mean. */
export function defineSource<const Kind extends string, Schema extends z.ZodObject, Ref, Given extends readonly unknown[]>(
  definition: SourceKindDefinition<Kind, Schema, Ref> & { readonly arguments: (...given: Given) => z.input<Schema> & Placement },
): FreeSourceKind<Kind, Given>;
/** Makes a kind of source. */
export function defineSource<const Kind extends string, Schema extends z.ZodObject, Ref>(
  definition: SourceKindDefinition<Kind, Schema, Ref>,
): SourceKind<Kind, z.input<Schema>>;
export function defineSource(
  definition: SourceKindDefinition<string, z.ZodObject, unknown> & {
    readonly shorthand?: (text: string) => object;
    readonly arguments?: (...given: readonly unknown[]) => object;
  },
): SourceKind<string, object> {
  const { kind, config: schema, shorthand, arguments: fromArguments } = definition;
  const module = callingModule(defineSource);
  const operations = (["track", "fetch", "stage"] as const).filter((operation) => definition[operation] !== undefined);
  const brand: SourceDefinition = Object.freeze({
    kind,
    version: definition.version ?? 1,
    config: schema,
    ref: definition.ref,
    track: definition.track,
    fetch: definition.fetch,
    stage: definition.stage,
  });

  const make = (input: unknown, more?: unknown): Source => {
    const site = captureCallSite();
    const { at, ...given } = readInput(input, more, site);
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(schema.shape, name));
    if (unknown !== undefined) {
      const fields = Object.keys(schema.shape);
      const help = fields.length === 0 ? undefined : `its fields are ${[...fields, "at"].join(", ")}`;
      throw refused(`${kind} has no field "${unknown}"${didYouMean(unknown, fields)}`, site, help);
    }
    if (at !== undefined && !isText(at)) throw refused(`${kind}: \`at\` must be a path, not ${describeValue(at)}`, site);
    const config: unknown = withoutUndefined(parseConfig(schema, given, { subject: kind, site }));
    if (!isJsonObject(config)) throw refused(`${kind}: the checked configuration is not plain data`, site);
    const data: SourceData = { ...described(definition, config, site), kind, version: brand.version, operations, module, config, at, site };
    return makeSource(kind, data);
  };
  return Object.freeze(Object.assign(make, { kind, [SOURCE_KIND]: brand }));

  function readInput(input: unknown, more: unknown, site: CallSite): { readonly [field: string]: unknown } {
    if (fromArguments) {
      const given: unknown = fromArguments(input, more);
      if (isObject(given)) return { ...given };
      throw refused(`${kind} takes an object, not ${describeValue(given)}`, site);
    }
    if (typeof input === "string" && shorthand) return { ...shorthand(input), ...(isObject(more) ? more : {}) };
    if (isObject(input) && more === undefined) return { ...input };
    const found = more === undefined ? describeValue(input) : "two";
    throw refused(`${kind} takes ${shorthand ? "a text or " : ""}an object, not ${found}`, site);
  }
}

/** What an export is the source kind of, if it is one. */
export function sourceDefinition(value: unknown): SourceDefinition | undefined {
  return hasBrand(value, SOURCE_KIND) ? Reflect.get(value, SOURCE_KIND) : undefined;
}

type Described = Pick<SourceData, "lock" | "key" | "paths" | "previous">;

function described(definition: SourceKindDefinition<string, z.ZodObject, unknown>, config: JsonObject, site: CallSite): Described {
  return {
    lock: definition.lockInputs?.(config),
    key: definition.keyInputs ? definition.keyInputs(config) : config,
    paths: (definition.paths?.(config) ?? []).map((path) => projectPath(path, site)),
    previous: definition.previous?.(config),
  };
}

function refused(message: string, site: CallSite, help?: string): Error {
  return refusal({ code: "FORGE1007", message, site, ...(help !== undefined && { help }) });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value) && isJson(value);
}

/** A schema's optional fields may be there and undefined; in the graph what is absent is absent. */
function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}
