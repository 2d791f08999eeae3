// Remembers what the chosen packages conflict with, and finds whether one more would do.
//
// Conflicts and Breaks count the same, since everything is installed at once. A package never conflicts with itself, nor
// with what it provides itself.

import type { Package } from "./package-index.ts";
import type { Relation } from "./relations.ts";
import { satisfies } from "./satisfaction.ts";

export interface Conflict {
  /** The chosen package. */
  readonly with: Package;
  /** Which of the two says so. */
  readonly saidBy: Package;
  readonly relation: Relation;
}

export interface ConflictKeeper {
  add(chosen: Package): void;
  remove(chosen: Package): void;
  /** A conflict between a package and what is chosen; only with packages of the names `among`, where given. */
  find(candidate: Package, among?: ReadonlySet<string>): Conflict | undefined;
}

export function conflictKeeper(architecture: string): ConflictKeeper {
  /** Chosen packages by their names and by what they provide. */
  const answering = new Map<string, Set<Package>>();
  /** Chosen packages by the names that they conflict with. */
  const refusing = new Map<string, Set<Package>>();
  return { add, remove, find };

  function add(chosen: Package): void {
    for (const name of namesOf(chosen)) put(answering, name, chosen);
    for (const { name } of chosen.conflicts) put(refusing, name, chosen);
  }

  function remove(chosen: Package): void {
    for (const name of namesOf(chosen)) answering.get(name)?.delete(chosen);
    for (const { name } of chosen.conflicts) refusing.get(name)?.delete(chosen);
  }

  function find(candidate: Package, among?: ReadonlySet<string>): Conflict | undefined {
    const counts = (other: Package): boolean => other.name !== candidate.name && (among === undefined || among.has(other.name));
    for (const relation of candidate.conflicts) {
      for (const other of answering.get(relation.name) ?? []) {
        if (counts(other) && satisfies(other, relation, architecture)) return { with: other, saidBy: candidate, relation };
      }
    }
    for (const name of namesOf(candidate)) {
      for (const other of refusing.get(name) ?? []) {
        const relation = counts(other) && other.conflicts.find((refused) => satisfies(candidate, refused, architecture));
        if (relation) return { with: other, saidBy: other, relation };
      }
    }
    return undefined;
  }
}

function namesOf({ name, provides }: Package): readonly string[] {
  return [name, ...provides.map((provided) => provided.name)];
}

function put(map: Map<string, Set<Package>>, name: string, chosen: Package): void {
  const known = map.get(name);
  if (known) known.add(chosen);
  else map.set(name, new Set([chosen]));
}
