// Why a set of packages cannot be installed, in words: what is missing or in conflict, and the chain of packages that wants it.

import type { Conflict } from "./conflicts.ts";
import type { Package, PackageIndex } from "./package-index.ts";
import { groupText, type RelationGroup, relationText } from "./relations.ts";
import { solutions } from "./satisfaction.ts";

/** The message is a lower-case sentence without a final period. */
export class Unresolvable extends Error {
  override readonly name = "Unresolvable";
}

/** A chosen package and what wanted it; without `by` it was asked for. */
export interface Wanted {
  readonly package: Package;
  readonly by?: string;
  readonly group?: RelationGroup;
}

type Chosen = ReadonlyMap<string, Wanted>;

export interface Missing {
  readonly owner: Package;
  readonly group: RelationGroup;
  readonly architecture: string;
  readonly forbidden: ReadonlyMap<string, string>;
}

export function missingReason(index: PackageIndex, { owner, group, architecture, forbidden }: Missing, chosen: Chosen): string {
  const [excluded] = group.flatMap((relation) => solutions(index, relation, architecture).flatMap(({ name }) => forbidden.get(name) ?? []));
  if (excluded !== undefined) return excluded;
  const found = group.flatMap(({ name }) => {
    const candidate = index.candidate(name);
    return candidate ? [`${name} ${candidate.version}`] : [];
  });
  const have = found.length === 0 ? "the archives have no such package" : `the archives have ${found.join(" and ")}`;
  return `${owner.name} depends on ${groupText(group)}, but ${have}${because(owner.name, chosen)}`;
}

export function conflictReason({ with: other, saidBy, relation }: Conflict, wanted: Wanted, chosen: Chosen): string {
  const [one, two] = saidBy === other ? [other, wanted.package] : [wanted.package, other];
  const known = new Map([...chosen, [wanted.package.name, wanted]]);
  const said = relation.name === two.name && relation.operator === undefined ? "" : `, for it says ${relationText(relation)}`;
  return `${one.name} ${one.version} conflicts with ${two.name} ${two.version}${said}${because(one.name, known)}${because(two.name, known)}`;
}

/** `; a is wanted by b, which is wanted by c, which was asked for`. Nothing where it was asked for itself. */
function because(name: string, chosen: Chosen): string {
  const links: string[] = [];
  const seen = new Set<string>();
  for (let wanted = chosen.get(name); wanted?.by !== undefined && !seen.has(wanted.by); wanted = chosen.get(wanted.by)) {
    seen.add(wanted.by);
    links.push(wanted.by);
  }
  if (links.length === 0) return `; ${name} was asked for`;
  return `; ${name} is wanted by ${links.join(", which is wanted by ")}, which was asked for`;
}
