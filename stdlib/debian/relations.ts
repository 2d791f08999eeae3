// Reads the fields by which packages speak of one another: Depends, Conflicts, Provides and their like.
//
// Pure text to data. Does not know which packages exist. A field is a list of groups, a group a list of alternatives.

import { satisfiesVersion } from "./version-order.ts";

/** `name:qualifier (operator version)`. */
export interface Relation {
  readonly name: string;
  /** `any`, `native` or an architecture. */
  readonly qualifier?: string;
  readonly operator?: string;
  readonly version?: string;
}

/** Alternatives, the preferred one first. */
export type RelationGroup = readonly Relation[];

const RELATION = /^\s*([^\s:(|,[<]+)(?::([^\s(]+))?\s*(?:\(\s*(<<|<=|=|>=|>>|<|>)\s*([^\s)]+)\s*\))?/;

/** The groups of a field. What cannot be read as a relation is left out. */
export function parseRelations(field: string | undefined): readonly RelationGroup[] {
  if (field === undefined) return [];
  return field
    .split(",")
    .map((group) => group.split("|").flatMap(parseRelation))
    .filter((group) => group.length > 0);
}

/** The relations of a field that has no alternatives: Conflicts, Breaks, Provides. */
export function parseRelationList(field: string | undefined): readonly Relation[] {
  return parseRelations(field).flat();
}

/** Whether a version is one that the relation speaks of. */
export function relationTakes(relation: Relation, version: string): boolean {
  if (relation.operator === undefined || relation.version === undefined) return true;
  return satisfiesVersion(version, relation.operator, relation.version);
}

/** As it would stand in the field. */
export function relationText({ name, qualifier, operator, version }: Relation): string {
  return `${name}${qualifier === undefined ? "" : `:${qualifier}`}${operator === undefined ? "" : ` (${operator} ${version})`}`;
}

export function groupText(group: RelationGroup): string {
  return group.map(relationText).join(" | ");
}

function parseRelation(text: string): readonly Relation[] {
  const found = RELATION.exec(text);
  if (found?.[1] === undefined) return [];
  const [, name, qualifier, operator, version] = found;
  return [
    { name, ...(qualifier !== undefined && { qualifier }), ...(operator !== undefined && version !== undefined && { operator, version }) },
  ];
}
