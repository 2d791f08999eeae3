// Compares what we resolve with what the reference resolved, field by field, and lists differences by reason.

import type { Json, JsonObject } from "../../../core/model/json.ts";
import type { OracleLine } from "./data.ts";

export interface Difference {
  readonly element: string;
  readonly field: string;
  readonly wanted: Json | undefined;
  readonly got: Json | undefined;
}

/** What of a run stands in for something else, and is not to be compared. */
export interface Exclusions {
  /** Names of stand-in elements. */
  readonly elements: ReadonlySet<string>;
  /** Junctions whose sources were replaced. */
  readonly junctions: ReadonlySet<string>;
  /** Source kinds of which the reference had a stub only, whose ref says nothing. */
  readonly stubSources: ReadonlySet<string>;
}

export const NOTHING_EXCLUDED: Exclusions = { elements: new Set(), junctions: new Set(), stubSources: new Set() };

const FIELDS = [
  "project",
  "kind",
  "description",
  "dependencies",
  "build-depends",
  "runtime-depends",
  "strict-depends",
  "variables",
  "environment",
  "environment-nocache",
  "config",
  "public",
  "sandbox",
  "sources",
] as const;

/** Every difference between two sets of elements. */
export function compareElements(wanted: readonly OracleLine[], got: readonly JsonObject[], excluded: Exclusions): readonly Difference[] {
  const ours = new Map(got.map((line) => [String(line.name), line]));
  const theirs = new Set(wanted.map((line) => line.name));
  const differences: Difference[] = [];
  for (const line of wanted) {
    const own = ours.get(line.name);
    if (!own) differences.push({ element: line.name, field: "(missing)", wanted: line.kind, got: undefined });
    else if (!excluded.elements.has(line.name)) differences.push(...compareFields(line, own, excluded));
  }
  for (const name of ours.keys())
    if (!theirs.has(name)) differences.push({ element: name, field: "(extra)", wanted: undefined, got: name });
  return differences;
}

function compareFields(wanted: OracleLine, got: JsonObject, excluded: Exclusions): readonly Difference[] {
  const differences: Difference[] = [];
  for (const field of FIELDS) {
    if (!(field in wanted) || (field === "sources" && excluded.junctions.has(wanted.name))) continue;
    const [theirs, ours] = [normal(field, wanted[field], excluded), normal(field, got[field], excluded)];
    differences.push(...differ(wanted.name, field, theirs, ours));
  }
  return differences;
}

/** Leaves out what the reference's dump has of its own: keys, a path of its installation, refs of stubs. */
function normal(field: string, value: Json | undefined, excluded: Exclusions): Json | undefined {
  if (field === "variables" && isObject(value))
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== "__bst_provenance_info"));
  if (field !== "sources" || !Array.isArray(value)) return value;
  return value.map((source: JsonObject): Json => {
    const { "unique-key": _key, ref, ...rest } = source;
    return excluded.stubSources.has(String(source.kind)) ? rest : { ...rest, ref: ref ?? null };
  });
}

/** One difference for each place, down to the texts, so that they can be counted by reason. */
function differ(element: string, field: string, wanted: Json | undefined, got: Json | undefined): readonly Difference[] {
  if (same(wanted, got)) return [];
  if (isObject(wanted) && isObject(got)) {
    return [...new Set([...Object.keys(wanted), ...Object.keys(got)])].flatMap((key) =>
      differ(element, `${field}.${key}`, wanted[key], got[key]),
    );
  }
  if (Array.isArray(wanted) && Array.isArray(got) && wanted.length === got.length) {
    return wanted.flatMap((item, index) => differ(element, `${field}[]`, item, got[index]));
  }
  return [{ element, field, wanted, got }];
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Differences by field, each with how many there are and the first few. */
export function summarize(differences: readonly Difference[]): readonly string[] {
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) groups.set(difference.field, [...(groups.get(difference.field) ?? []), difference]);
  return [...groups]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([field, all]) => `${all.length} × ${field}: ${all.slice(0, 3).map(show).join("\n      ")}`);
}

function show({ element, wanted, got }: Difference): string {
  const text = (value: Json | undefined): string => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, 300));
  return `${element}: wanted ${text(wanted)}, got ${text(got)}`;
}
