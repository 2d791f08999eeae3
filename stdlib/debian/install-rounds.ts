// In which rounds packages are installed, so that each finds what its scripts need: what it pre-depends on is configured in an
// earlier round, what it depends on no later than in its own.
//
// Pure. Packages that depend on one another in a circle share a round, as they must be configured together. Round 0 is what
// the others take for granted: the base, with all that it depends on.

import type { Package } from "./package-index.ts";
import type { Relation } from "./relations.ts";
import { satisfies } from "./satisfaction.ts";

/** The round of each package, by name. `base` names the packages that round 0 is made for; where there are none, it is where all begin. */
export function installRounds(packages: readonly Package[], base: ReadonlySet<string>, architecture: string): ReadonlyMap<string, number> {
  const edges = dependencyEdges(packages, architecture);
  const grounded = closure(base, edges);
  const rounds = new Map<string, number>();
  for (const circle of circles(packages, edges)) {
    const round = Math.max(
      lowest(circle),
      ...circle.flatMap((name) => (edges.get(name) ?? []).map(({ to, isPre }) => above(circle, to, isPre))),
    );
    for (const name of circle) rounds.set(name, round);
  }
  return rounds;

  function lowest(circle: readonly string[]): number {
    return base.size > 0 && !circle.some((name) => grounded.has(name)) ? 1 : 0;
  }

  function above(circle: readonly string[], to: string, isPre: boolean): number {
    if (circle.includes(to) || circle.some((name) => grounded.has(name))) return 0;
    return (rounds.get(to) ?? 0) + (isPre ? 1 : 0);
  }
}

interface Edge {
  readonly to: string;
  readonly isPre: boolean;
}

type Edges = ReadonlyMap<string, readonly Edge[]>;

/** To every installed package that satisfies something that the owner depends on. */
function dependencyEdges(packages: readonly Package[], architecture: string): Edges {
  const answering = new Map<string, Package[]>();
  for (const installed of packages) {
    for (const name of new Set([installed.name, ...installed.provides.map((provided) => provided.name)])) {
      answering.set(name, [...(answering.get(name) ?? []), installed]);
    }
  }
  const satisfiers = (relation: Relation): readonly Package[] =>
    (answering.get(relation.name) ?? []).filter((candidate) => satisfies(candidate, relation, architecture));
  return new Map(
    packages.map((owner) => [
      owner.name,
      owner.depends.flatMap((group, position) =>
        group.flatMap(satisfiers).map(({ name }) => ({ to: name, isPre: position < owner.preDepends })),
      ),
    ]),
  );
}

function closure(names: ReadonlySet<string>, edges: Edges): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [...names].filter((name) => edges.has(name));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    pending.push(...(edges.get(name) ?? []).map(({ to }) => to));
  }
  return found;
}

/** Strongly connected packages, each circle after all that it depends on (Tarjan). */
function circles(packages: readonly Package[], edges: Edges): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const open = new Set<string>();
  const found: string[][] = [];
  for (const { name } of packages) if (!order.has(name)) visit(name);
  return found;

  function visit(name: string): void {
    const position = order.size;
    order.set(name, position);
    low.set(name, position);
    stack.push(name);
    open.add(name);
    for (const { to } of edges.get(name) ?? []) {
      if (!order.has(to)) visit(to);
      if (open.has(to)) low.set(name, Math.min(low.get(name) ?? position, low.get(to) ?? position));
    }
    if (low.get(name) !== position) return;
    const circle: string[] = [];
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      open.delete(member);
      circle.push(member);
      if (member === name) break;
    }
    found.push(circle);
  }
}
