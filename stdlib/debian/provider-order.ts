// Which of several packages that satisfy one relation is taken first. The same rules as apt's, so that the same closure comes out.
//
// Pure. The last rule, for packages of equal rank, is the order in which the lists first speak of them: apt numbers packages
// so, and prefers the one it met last.

import type { Package, PackageList } from "./package-index.ts";

export interface Preference {
  /** The name that the relation asks for. */
  readonly name: string;
  /** Where the lists first speak of a package. */
  readonly mention: (name: string) => Mention;
  /** Whether a package is needed whatever is chosen. */
  isRequired(candidate: Package): boolean;
}

/** Best first. */
export function orderProviders(candidates: readonly Package[], preference: Preference): readonly Package[] {
  return candidates.toSorted(
    (a, b) =>
      first(preference.isRequired(a), preference.isRequired(b)) ||
      first(a.name === preference.name, b.name === preference.name) ||
      first(a.essential, b.essential) ||
      first(a.protected, b.protected) ||
      a.priority - b.priority ||
      compareMentions(preference.mention(b.name), preference.mention(a.name)),
  );
}

/** Looks names up in the lists, each once: it takes a while where a name comes late. */
export function mentionsIn(lists: readonly PackageList[]): (name: string) => Mention {
  const known = new Map<string, Mention>();
  return (name) => {
    const found = known.get(name) ?? firstMention(lists, name);
    known.set(name, found);
    return found;
  };
}

function first(a: boolean, b: boolean): number {
  return Number(b) - Number(a);
}

/** Position in the lists: list, stanza, field in `FIELDS`, place in the field. */
export type Mention = readonly [list: number, stanza: number, field: number, offset: number];

/** Fields that speak of packages, in the order in which apt reads them. */
const FIELDS = ["Package", "Pre-Depends", "Depends", "Conflicts", "Breaks", "Recommends", "Suggests", "Replaces", "Enhances", "Provides"];

function compareMentions(a: Mention, b: Mention): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

function firstMention(lists: readonly PackageList[], name: string): Mention {
  for (const [list, { text }] of lists.entries()) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      if (fieldRank(text, at, name) === undefined) continue;
      const start = text.lastIndexOf("\n\n", at) + 1;
      const end = text.indexOf("\n\n", at);
      return [list, start, ...earliestField(text.slice(start, end < 0 ? text.length : end), name)];
    }
  }
  return [lists.length, 0, 0, 0];
}

/** The first field of a stanza, in the order of `FIELDS`, that speaks of a name. */
function earliestField(stanza: string, name: string): readonly [field: number, offset: number] {
  let best: readonly [number, number] = [FIELDS.length, 0];
  for (let at = stanza.indexOf(name); at >= 0; at = stanza.indexOf(name, at + 1)) {
    const rank = fieldRank(stanza, at, name);
    if (rank !== undefined && rank < best[0]) best = [rank, at];
  }
  return best;
}

/** The rank of the field in which a whole package name stands at a position; undefined for other fields and parts of words. */
function fieldRank(text: string, at: number, name: string): number | undefined {
  if (isNameCharacter(text[at - 1]) || isNameCharacter(text[at + name.length])) return undefined;
  const line = text.lastIndexOf("\n", at) + 1;
  const colon = text.indexOf(":", line);
  if (colon < 0 || colon >= at) return undefined;
  const rank = FIELDS.indexOf(text.slice(line, colon));
  return rank < 0 ? undefined : rank;
}

function isNameCharacter(character: string | undefined): boolean {
  return character !== undefined && /[a-z0-9+.-]/.test(character);
}
