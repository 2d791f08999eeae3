// Whether a package is one that a relation speaks of. Debian policy 7.1 and 7.5, and dpkg's rules for architectures.

import type { Package, PackageIndex } from "./package-index.ts";
import { type Relation, relationTakes } from "./relations.ts";
import { satisfiesVersion } from "./version-order.ts";

/** Whether a package has the name or provides it, in a version that the relation takes. */
export function satisfies(candidate: Package, relation: Relation, architecture: string): boolean {
  if (!answersTo(candidate, relation.qualifier, architecture)) return false;
  if (candidate.name === relation.name && relationTakes(relation, candidate.version)) return true;
  return candidate.provides.some((provided) => provided.name === relation.name && providesVersion(provided, relation));
}

/** Candidates that satisfy a relation: the one of that name first, then those that provide it, in the order of the lists. */
export function solutions(index: PackageIndex, relation: Relation, architecture: string): readonly Package[] {
  const named = index.candidate(relation.name);
  const found = new Set([...(named ? [named] : []), ...index.providers(relation.name)]);
  return [...found].filter((candidate) => satisfies(candidate, relation, architecture));
}

/** Only one architecture is ever installed, so a relation to a foreign one has no solution. */
function answersTo(candidate: Package, qualifier: string | undefined, architecture: string): boolean {
  if (qualifier === undefined || qualifier === "native" || qualifier === architecture) return true;
  return qualifier === "any" && candidate.anyArchitecture;
}

/** What is provided without a version satisfies only who asks for none. */
function providesVersion(provided: Relation, relation: Relation): boolean {
  if (relation.operator === undefined || relation.version === undefined) return true;
  return (
    provided.operator === "=" && provided.version !== undefined && satisfiesVersion(provided.version, relation.operator, relation.version)
  );
}
