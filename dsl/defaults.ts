// Defaults: what a project says once for all its elements, or for all of one kind.
//
// Typed by the kinds themselves: what can be said of a kind's elements here is what can be said of each. How defaults and
// elements go together is dsl/effective.ts's.

import { hasBrand, KIND_DEFAULTS } from "./brands.ts";
import { type CallSite, captureCallSite } from "./call-site.ts";
import { type Domains, foreignDomains, patternsOf } from "./declared-domains.ts";
import type { List } from "./edits.ts";
import { type CommonData, readElement } from "./element-data.ts";
import type { AnyKind, LimitsInput, SplitInput, VariablesInput } from "./element-input.ts";
import type { Environment } from "./environment.ts";
import { type KindData, kindData, partialIssues } from "./kind-data.ts";
import { didYouMean } from "./nearest.ts";
import { describeValue, refusal, untextual } from "./refuse.ts";
import type { Text } from "./text.ts";

declare const defaultsBrand: unique symbol;

/** What a project says for all its elements. What a kind says itself counts more: change that in `kinds`. */
export interface ProjectDefaults extends LimitsInput {
  /** Variables that every element has differently from the standard: `{ libdir: text`${prefix}/lib/${vars.triplet}` }`. */
  readonly variables?: VariablesInput<never>;
  /** Environment of the commands of every element. `null` takes away what the default environment has. */
  readonly environment?: Environment;
  /** Patterns of the built-in domains: others, or more. */
  readonly split?: SplitInput;
  /** Domains that every element has, made by `defineDomains`. */
  readonly domains?: Domains;
  /** Patterns of paths of its dependencies that any element may overwrite. */
  readonly overlapWhitelist?: List<Text>;
  /** What elements of one kind have differently, made by `kindDefaults`. */
  readonly kinds?: readonly KindDefaults[];
}

/** What elements of a kind have differently: its own fields, and those that every kind has. */
export type KindDefaultsInput<Kind extends AnyKind> = Partial<Omit<Parameters<Kind>[0], ElementsOnly>> & {
  /** Domains that elements of the kind have, made by `defineDomains`. */
  readonly domains?: Domains;
};

/** Fields that are said of each element by itself. */
type ElementsOnly = "description" | "sources" | "buildDepends" | "depends" | "runtimeDepends" | "integration" | "public" | "domains";

/** Defaults for a kind, to be listed in `defaults.kinds` of the project. */
export interface KindDefaults {
  readonly kind: string;
  readonly [defaultsBrand]: true;
}

/** Defaults as they are kept: the common fields, checked, and the kind's own as they were written. */
export interface DefaultsData extends Pick<CommonData, "variables" | "environment" | "steps" | "split" | "overlapWhitelist" | "limits"> {
  readonly domains: { readonly [name: string]: readonly Text[] };
  /** Domains that may be asked for though no element has them. */
  readonly foreign: readonly string[];
  readonly config: object;
  readonly site: CallSite;
}

/** What `defineProject` was told, checked. */
export interface AllDefaults {
  readonly project: DefaultsData;
  /** By the kind's name. */
  readonly kinds: ReadonlyMap<string, DefaultsData>;
}

const prototype = untextual("defaults for a kind", "list them in `defaults.kinds` of the project");

/**
 * What a project's elements of a kind have differently unless they say otherwise:
 * `defaults: { kinds: [kindDefaults(autotools, { variables: { confGlobal: "--disable-static" } })] }`.
 */
export function kindDefaults<const Kind extends AnyKind>(kind: Kind, input: KindDefaultsInput<Kind>): KindDefaults {
  const site = captureCallSite();
  const found = kindData(kind);
  if (found === undefined) throw refused(`kindDefaults takes a kind that was made by defineElement, not ${describeValue(kind)}`, site);
  const name = String(Reflect.get(kind, "kind"));
  const data = readDefaults(input, { subject: `kindDefaults(${name})`, kind: found, site });
  return Object.freeze(Object.assign(Object.create(prototype), { kind: found.kind, [KIND_DEFAULTS]: Object.freeze(data) }));
}

/** Reads the field `defaults` of a project. Throws FORGE1007. */
export function readProjectDefaults(input: unknown, site: CallSite): AllDefaults {
  const { kinds = [], ...rest } = input === undefined ? {} : asRecord(input, "`defaults`", site);
  const project = readDefaults(rest, { subject: "`defaults`", kind: undefined, site });
  if (!Array.isArray(kinds)) throw refused(`\`defaults.kinds\` must be a list, not ${describeValue(kinds)}`, site, MADE_BY);
  const found = new Map<string, DefaultsData>();
  for (const [index, entry] of kinds.entries()) {
    if (!hasBrand(entry, KIND_DEFAULTS))
      throw refused(`\`defaults.kinds[${index}]\` must be defaults for a kind, not ${describeValue(entry)}`, site, MADE_BY);
    const data: DefaultsData = Reflect.get(entry, KIND_DEFAULTS);
    const name = String(Reflect.get(entry, "kind"));
    if (found.has(name)) throw refused(`there are defaults for ${name} already`, data.site, "put them into one `kindDefaults`");
    found.set(name, data);
  }
  return { project, kinds: found };
}

const MADE_BY = "write kindDefaults(autotools, { … })";

interface Reading {
  readonly subject: string;
  readonly kind: KindData | undefined;
  readonly site: CallSite;
}

const projectFields = ["variables", "environment", "split", "domains", "overlapWhitelist", "timeLimit", "slots", "maxJobs"];

function readDefaults(input: unknown, { subject, kind, site }: Reading): DefaultsData {
  const { domains, ...given } = asRecord(input, subject, site);
  const fields = Object.keys(kind?.schema.shape ?? {});
  const known = [...projectFields, ...(kind ? ["steps", ...fields] : ["kinds"])];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw refused(`${subject} has no field "${unknown}"${didYouMean(unknown, known)}`, site);
  const patterns = domains === undefined ? {} : patternsOf(domains);
  if (patterns === undefined) throw refused(`${subject}: \`domains\` must be made by defineDomains, not ${describeValue(domains)}`, site);
  const { common, rest } = readElement(given, { kind: subject, rules: {}, variables: kind?.variables ?? {}, fields, site });
  const [issue, ...more] = kind ? partialIssues(kind.schema, rest) : [];
  if (issue !== undefined)
    throw refusal({ code: "FORGE1007", message: `${subject}: ${issue}`, site, ...(more.length > 0 && { detail: more }) });
  const { variables, environment, steps, split, overlapWhitelist, limits } = common;
  return {
    variables,
    environment,
    steps,
    split,
    overlapWhitelist,
    limits,
    domains: patterns,
    foreign: foreignDomains(domains),
    config: rest,
    site,
  };
}

function asRecord(input: unknown, subject: string, site: CallSite): { readonly [field: string]: unknown } {
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return { ...input };
  throw refused(`${subject} takes an object, not ${describeValue(input)}`, site);
}

function refused(message: string, site: CallSite, help?: string): Error {
  return refusal({ code: "FORGE1007", message, site, ...(help !== undefined && { help }) });
}
