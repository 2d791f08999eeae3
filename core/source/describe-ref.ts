// Says in a few words what a source is, what it is pinned to, and how that moved. For events: facts that fit on a line.

import { canonical } from "../key/canonical.ts";
import type { Ref } from "../model/drivers.ts";
import type { Json } from "../model/json.ts";
import type { Place } from "../model/place.ts";

interface Move {
  readonly kind: string;
  readonly inputs: readonly Json[];
  readonly from?: Ref;
  readonly to: Ref;
  readonly place?: Place;
}

/** The members of a `tracked` event. */
export function describeMove({ kind, inputs, from, to, place }: Move): {
  readonly source: string;
  readonly from?: string;
  readonly to: string;
  readonly place?: Place;
} {
  const what =
    inputs.find((input) => typeof input === "string") ??
    shortened(words(inputs).join(" ") || (inputs.length > 0 ? canonical([...inputs]) : ""));
  return {
    source: `${kind} ${what}`.trimEnd(),
    ...(from && { from: describeRef(from) }),
    to: from ? `${describeRef(to)}${differences(from, to)}` : describeRef(to),
    ...(place && { place }),
  };
}

/** What people call a pin, the most telling first. */
const NAMES = ["version", "tag", "ref", "commit", "revision", "sha256", "digest"];

/** How many digits of a digest are enough to tell two apart. */
const DIGITS = 12;

function describeRef(ref: Ref): string {
  const said = NAMES.flatMap((name) => (typeof ref[name] === "string" || typeof ref[name] === "number" ? [digits(String(ref[name]))] : []));
  const counted = lists(ref).map(([name, items]) => `${items.length} ${name}`);
  return [...said.slice(0, 2), ...counted].join(", ") || shortened(canonical(ref));
}

/** How lists of named items differ: " (2 changed, 1 added)". */
function differences(from: Ref, to: Ref): string {
  const texts = lists(to).flatMap(([name, items]) => {
    const before = named(lists(from).find(([other]) => other === name)?.[1] ?? []);
    const after = named(items);
    const counts = {
      changed: [...after].filter(([item, text]) => before.has(item) && before.get(item) !== text).length,
      added: [...after.keys()].filter((item) => !before.has(item)).length,
      removed: [...before.keys()].filter((item) => !after.has(item)).length,
    };
    return Object.entries(counts).flatMap(([how, count]) => (count > 0 ? [`${count} ${how}`] : []));
  });
  return texts.length > 0 ? ` (${texts.join(", ")})` : "";
}

function lists(ref: Ref): readonly (readonly [name: string, items: readonly Json[]])[] {
  return Object.entries(ref).flatMap(([name, value]): (readonly [string, readonly Json[]])[] => (isArray(value) ? [[name, value]] : []));
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Items by name; those without one by what they are. */
function named(items: readonly Json[]): ReadonlyMap<string, string> {
  return new Map(
    items.map((item) => [
      typeof item === "object" && item !== null && "name" in item ? String(item.name) : canonical(item),
      canonical(item),
    ]),
  );
}

/** The texts in lists of texts, however deep: names of packages, say, but not the settings beside them. */
function words(inputs: readonly Json[]): readonly string[] {
  return inputs.flatMap((input) => (typeof input === "string" ? [input] : isArray(input) ? words(input) : []));
}

function digits(text: string): string {
  return /^[0-9a-f]{20,}$/.test(text) ? text.slice(0, DIGITS) : text;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
