// What an element holds inside, and how the fields that all kinds share are read from what a user wrote.
//
// Everything is checked here that can be checked without the rest of the project; types have said it before, but JavaScript
// and `any` get past them. Texts stay late.

import type { EdgeType } from "../core/model/graph.ts";
import type { Json } from "../core/model/json.ts";
import { ELEMENT } from "./brands.ts";
import type { CallSite } from "./call-site.ts";
import { readEdges } from "./dependencies.ts";
import { builtinDomains } from "./domains.ts";
import { isEdit, type List } from "./edits.ts";
import type { Element } from "./element.ts";
import type { LimitsInput, PublicData, StepInput } from "./element-input.ts";
import { type Environment, isNocache } from "./environment.ts";
import { deepFreeze } from "./freeze.ts";
import type { KindData } from "./kind-data.ts";
import { didYouMean } from "./nearest.ts";
import type { RecipeInput } from "./recipe.ts";
import { describeValue, refusal } from "./refuse.ts";
import { isSource, type Source } from "./source.ts";
import { isOwnText, isScript, isText, type Script, type Text } from "./text.ts";
import { standardVariables } from "./variables.ts";

/** What elements of a kind may have. */
export interface KindRules {
  /** Whether they may have sources. Only the recipes `import` and `run` can. */
  readonly sources?: boolean;
  /** Whether they may have dependencies that their users need too. */
  readonly runtimeDepends?: boolean;
  /** What a plain element in `depends` is needed for. Building and running unless said. */
  readonly depends?: "build";
}

export interface EdgeData {
  readonly to: Element;
  readonly type: EdgeType;
  readonly at: Text;
  readonly config?: Json;
}

/** The common fields, checked. */
export interface CommonData {
  readonly description: string | undefined;
  readonly edges: readonly EdgeData[];
  readonly sources: readonly Source[];
  readonly variables: { readonly [name: string]: Text };
  readonly environment: Environment;
  readonly steps: { readonly [step: string]: StepInput };
  readonly integration: readonly Script[];
  readonly split: { readonly [domain: string]: List<Text> };
  readonly domains: { readonly [domain: string]: List<Text> };
  /** Absent: what the defaults say. */
  readonly overlapWhitelist: List<Text> | undefined;
  readonly public: { readonly [domain: string]: PublicData };
  readonly limits: LimitsInput;
}

/** All that there is to know of an element. */
export interface ElementData extends CommonData {
  readonly kind: KindData;
  readonly site: CallSite;
  /** The kind's own fields, as they were written. */
  readonly config: object;
  /** What they give where the project has no defaults for the kind. */
  readonly recipe: RecipeInput;
}

/** What an element of whatever copy of this package holds. */
export function elementData(element: Element): ElementData {
  return Reflect.get(element, ELEMENT);
}

export interface ReadElementOptions {
  readonly kind: string;
  readonly rules: KindRules;
  readonly variables: { readonly [name: string]: Text };
  /** Fields of the kind's own schema. */
  readonly fields: readonly string[];
  readonly site: CallSite;
}

const commonFields: ReadonlySet<string> = new Set(
  "description sources buildDepends depends runtimeDepends variables environment steps integration split domains overlapWhitelist public timeLimit slots maxJobs".split(
    " ",
  ),
);

/** Reads the common fields; what is left is the kind's own configuration. Throws FORGE1007 and FORGE1023. */
export function readElement(input: unknown, options: ReadElementOptions): { readonly common: CommonData; readonly rest: object } {
  const { kind, rules, site } = options;
  if (!isRecord(input)) throw refused(`${kind} takes an object, not ${describeValue(input)}`);
  const rest: { [field: string]: unknown } = {};
  for (const [name, value] of Object.entries(input)) {
    // A kind may take a common name for a field of its own.
    if (options.fields.includes(name)) rest[name] = value;
    else if (!commonFields.has(name)) {
      const known = [...options.fields, ...commonFields];
      throw refused(`${kind} has no field "${name}"${didYouMean(name, known)}`, `its fields are ${known.join(", ")}`);
    }
  }
  const field = (name: string): unknown => (options.fields.includes(name) ? undefined : input[name]);
  const common: CommonData = {
    description: optional("description", "a string", (value): value is string => typeof value === "string"),
    edges: readEdges({ buildDepends: field("buildDepends"), depends: field("depends"), runtimeDepends: field("runtimeDepends") }, options),
    sources: listOf("sources", "a source", isSource),
    variables: recordOf("variables", "a text", isText),
    environment: recordOf(
      "environment",
      "a text",
      (value): value is Environment[string] => value === null || isText(value) || isNocache(value),
    ),
    steps: recordOf("steps", "an object of `before`, `run` and `after`", isStep),
    integration: listOf("integration", "a command made by sh`…`", isScript),
    split: recordOf("split", "a list of patterns", isPatternList),
    domains: recordOf("domains", "a list of patterns", isPatternList),
    overlapWhitelist: optional("overlapWhitelist", "a list of patterns", isPatternList),
    public: recordOf("public", "data", (value): value is PublicData => value !== undefined),
    limits: limits(),
  };
  refuseUnknownVariables(common.variables);
  refuseUnknown("split", Object.keys(common.split), Object.keys(builtinDomains), "declare a domain of its own in `domains`");
  const taken = Object.keys(common.domains).find((domain) => Object.hasOwn(builtinDomains, domain));
  if (taken !== undefined) throw refused(`${kind}: the domain "${taken}" is built in`, "change what belongs to it with `split`");
  if (rules.sources === false && common.sources.length > 0) throw refused(`${kind} takes no sources`);
  return { common: deepFreeze(common), rest };

  function optional<Value>(name: string, expected: string, accepts: (value: unknown) => value is Value): Value | undefined {
    const value = field(name);
    if (value === undefined || accepts(value)) return value;
    throw refused(`${kind}: \`${name}\` must be ${expected}, not ${describeValue(value)}`);
  }

  function limits(): LimitsInput {
    const timeLimit = optional("timeLimit", "a number of seconds", (value): value is number => Number.isFinite(value) && Number(value) > 0);
    const [slots, maxJobs] = ["slots", "maxJobs"].map((name) => optional(name, "a whole number above 0", isCount));
    return {
      ...(timeLimit !== undefined && { timeLimit }),
      ...(slots !== undefined && { slots }),
      ...(maxJobs !== undefined && { maxJobs }),
    };
  }

  function listOf<Value>(name: string, expected: string, accepts: (value: unknown) => value is Value): readonly Value[] {
    const value = optional(name, "a list", Array.isArray) ?? [];
    for (const [index, item] of value.entries()) {
      if (!accepts(item)) throw refused(`${kind}: \`${name}[${index}]\` must be ${expected}, not ${describeValue(item)}`);
    }
    return [...value];
  }

  function recordOf<Value>(
    name: string,
    expected: string,
    accepts: (value: unknown) => value is Value,
  ): { readonly [name: string]: Value } {
    const found: { [name: string]: Value } = {};
    for (const [key, value] of Object.entries(optional(name, "an object", isRecord) ?? {})) {
      if (value === undefined) continue;
      if (!accepts(value)) throw refused(`${kind}: \`${name}.${key}\` must be ${expected}, not ${describeValue(value)}`);
      found[key] = value;
    }
    return found;
  }

  function refuseUnknownVariables(used: CommonData["variables"]): void {
    const foreign = Object.keys(used).filter((name) => !isOwnText(used[name]));
    const help = "write a variable of the project's own as `...setVariables(vars, { … })`";
    refuseUnknown("variables", foreign, [...Object.keys(options.variables), ...Object.keys(standardVariables)], help);
  }

  function refuseUnknown(name: string, used: readonly string[], known: readonly string[], help?: string): void {
    const unknown = used.find((one) => !known.includes(one));
    if (unknown !== undefined) throw refused(`${kind}: \`${name}\` has no "${unknown}"${didYouMean(unknown, known)}`, help);
  }

  function refused(message: string, help?: string): Error {
    return refusal({ code: "FORGE1007", message, site, ...(help !== undefined && { help }) });
  }
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isPatternList(value: unknown): value is List<Text> {
  return isEdit(value) || (Array.isArray(value) && value.every(isText));
}

function isScriptList(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every(isScript));
}

function isStep(value: unknown): value is StepInput {
  return isRecord(value) && Object.entries(value).every(([name, list]) => ["before", "run", "after"].includes(name) && isScriptList(list));
}
