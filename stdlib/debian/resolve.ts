// Which packages an installation consists of: what was asked for and everything that it depends on, in one version each.
//
// Pure. Chooses as apt does on an empty machine: what is already chosen satisfies an alternative, else the first alternative
// that can be had, else the best provider. A choice that turns out to stand in the way of something without a choice is
// forbidden, and all begins again. Fails with Unresolvable, which names the chain of packages that wants what cannot be.

import { conflictKeeper } from "./conflicts.ts";
import type { Package, PackageIndex } from "./package-index.ts";
import { type Mention, mentionsIn, orderProviders } from "./provider-order.ts";
import type { RelationGroup } from "./relations.ts";
import { solutions } from "./satisfaction.ts";
import { conflictReason, missingReason, Unresolvable, type Wanted } from "./unresolvable.ts";

export interface Wish {
  /** Names of packages. Their order does not matter. */
  readonly packages: readonly string[];
  /** Debian's name. */
  readonly architecture: string;
  /** Whether what a package recommends is installed where it can be. */
  readonly recommends: boolean;
  /** Whether what the packages depend on is installed. */
  readonly dependencies: boolean;
}

/** The installation, sorted by name. */
export function resolvePackages(index: PackageIndex, wish: Wish): readonly Package[] {
  const forbidden = new Map<string, string>();
  const mention = mentionsIn(index.lists);
  for (;;) {
    try {
      return solve(index, wish, { forbidden, mention });
    } catch (error) {
      if (!(error instanceof Obstacle)) throw error;
      forbidden.set(error.package.name, error.reason);
    }
  }
}

/** Thrown to begin again without a package that was only one of several choices. */
class Obstacle extends Error {
  readonly package: Package;
  readonly reason: string;

  constructor(inTheWay: Package, reason: string) {
    super(reason);
    this.package = inTheWay;
    this.reason = reason;
  }
}

interface Memory {
  /** Packages that turned out to stand in the way, with what they are in the way of. */
  readonly forbidden: ReadonlyMap<string, string>;
  readonly mention: (name: string) => Mention;
}

function solve(index: PackageIndex, wish: Wish, { forbidden, mention }: Memory): readonly Package[] {
  const { architecture } = wish;
  const chosen = new Map<string, Wanted>();
  const conflicts = conflictKeeper(architecture);
  /** Whatever is chosen, these are part of it. */
  const required = new Set<string>();
  /** Why the last attempt that was given up failed, a reason for each of its candidates. */
  let failures: readonly Failure[] = [];

  const asked = [...new Set(wish.packages)].sort().map((name) => named(index, name));
  for (const wanted of asked) {
    must(wanted);
    required.add(wanted.name);
  }
  if (wish.dependencies) for (const wanted of asked) expand(wanted);
  return [...chosen.values()].map((wanted) => wanted.package).sort((a, b) => (a.name < b.name ? -1 : 1));

  /** Chooses a package without which there is no solution. */
  function must(wanted: Package, by?: Pick<Wanted, "by" | "group">): void {
    if (chosen.has(wanted.name)) return;
    const found = conflicts.find(wanted);
    if (found) {
      const reason = conflictReason(found, { package: wanted, ...by }, chosen);
      if (required.has(found.with.name)) throw new Unresolvable(reason);
      throw new Obstacle(found.with, reason);
    }
    choose(wanted, by);
  }

  function choose(wanted: Package, by?: Pick<Wanted, "by" | "group">): void {
    chosen.set(wanted.name, { package: wanted, ...by });
    conflicts.add(wanted);
  }

  /** Takes back every choice but the first `count`. */
  function undo(count: number): void {
    for (const wanted of [...chosen.values()].slice(count)) {
      chosen.delete(wanted.package.name);
      conflicts.remove(wanted.package);
    }
  }

  /** Chooses what a chosen package depends on. False, with reasons in `failures`, where that is impossible for one that is not required. */
  function expand(owner: Package): boolean {
    for (const group of owner.depends) if (!provide(owner, group)) return false;
    if (wish.recommends) for (const group of owner.recommends) if (!isSatisfied(group)) attempt(owner, group);
    return true;
  }

  function provide(owner: Package, group: RelationGroup): boolean {
    const isRequired = required.has(owner.name);
    const satisfied = isSatisfied(group);
    if (satisfied && !isRequired) return true;
    const [only, ...others] = possible(group);
    if (isRequired && only && others.length === 0) {
      must(only, { by: owner.name, group });
      if (required.has(only.name)) return true;
      required.add(only.name);
      return expand(only);
    }
    if (satisfied || attempt(owner, group)) return true;
    if (failures.length === 0) failures = [{ reason: missingReason(index, { owner, group, architecture, forbidden }, chosen) }];
    if (!isRequired) return false;
    for (const { inTheWay, reason } of failures) {
      if (inTheWay && !required.has(inTheWay.name)) throw new Obstacle(inTheWay, reason);
    }
    throw new Unresolvable(failures[0]?.reason ?? "");
  }

  /** Chooses the first candidate that can be had with all that it depends on. */
  function attempt(owner: Package, group: RelationGroup): boolean {
    const met: Failure[] = [];
    for (const candidate of ordered(group)) {
      const count = chosen.size;
      const found = conflicts.find(candidate);
      if (found) {
        const reason = conflictReason(found, { package: candidate, by: owner.name, group }, chosen);
        met.push({ reason, inTheWay: found.with });
        continue;
      }
      choose(candidate, { by: owner.name, group });
      if (expand(candidate)) return true;
      undo(count);
      met.push(...failures);
    }
    failures = met;
    return false;
  }

  function isSatisfied(group: RelationGroup): boolean {
    return group.some((relation) => solutions(index, relation, architecture).some((candidate) => chosen.has(candidate.name)));
  }

  /** What could satisfy a group: not what is forbidden, nor what something required is in conflict with. */
  function possible(group: RelationGroup): readonly Package[] {
    const found = new Set(group.flatMap((relation) => solutions(index, relation, architecture)));
    return [...found]
      .filter(({ name }) => !forbidden.has(name))
      .filter((candidate, _, { length }) => length === 1 || conflicts.find(candidate, required) === undefined);
  }

  /** The same, the preferred one first. Later alternatives are put in order only when it comes to them. */
  function* ordered(group: RelationGroup): Iterable<Package> {
    const allowed = new Set(possible(group));
    for (const relation of group) {
      const preference = { name: relation.name, mention, isRequired: ({ name }: Package) => required.has(name) };
      const candidates = solutions(index, relation, architecture).filter((candidate) => allowed.delete(candidate));
      yield* orderProviders(candidates, preference);
    }
  }
}

interface Failure {
  readonly reason: string;
  /** A chosen package without which it would have gone on. */
  readonly inTheWay?: Package;
}

/** The package of a name; where there is none, the only one that provides it. */
function named(index: PackageIndex, name: string): Package {
  const found = index.candidate(name);
  if (found) return found;
  const providers = index.providers(name);
  const [only] = providers;
  if (only && providers.length === 1) return only;
  if (only) {
    throw new Unresolvable(
      `${name} is not a package but something that several provide: name one of ${providers.map((provider) => provider.name).join(", ")}`,
    );
  }
  throw new Unresolvable(`the archives have no package ${name}`);
}
