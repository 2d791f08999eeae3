// Names on the command line: paths in the record given to `defineProject`, written with `/` or `.`, in kebab or camel
// case, with or without `.bst`, or patterns of such. Paths of modules never count.
//
// Pure. An exact name wins; a name that fits several elements otherwise is refused with the candidates, and a pattern that
// fits none.

import { ForgeError } from "../model/errors.ts";
import { elementName, type Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";
import { compileGlobs } from "../tree/globs.ts";

/** The elements of these names and patterns, each once, in the order in which they were named. */
export function elementsNamed(graph: Graph, names: readonly string[]): readonly ElementId[] {
  const index = new NameIndex(graph);
  return [...new Set(names.flatMap((name) => (isPattern(name) ? index.fitting(name) : index.find(name))))];
}

/** The one element of a name. Throws FORGE1013 for a pattern that fits several. */
export function elementNamed(graph: Graph, name: string): ElementId {
  const [only, ...others] = elementsNamed(graph, [name]);
  if (only === undefined) throw new Error("internal: a name without an element");
  if (others.length === 0) return only;
  const names = [only, ...others].map((id) => elementName(elementOf(graph, id)));
  throw ambiguous(name, names.length > MOST_CANDIDATES ? [...names.slice(0, MOST_CANDIDATES), "…"] : names, names.length);
}

/** More are counted. */
const MOST_CANDIDATES = 10;

/**
 * The elements that are to be left out. A `.bst` project loads no more than its targets need: what is not there is left
 * out as it is.
 */
export function elementsLeftOut(graph: Graph, names: readonly string[]): readonly ElementId[] {
  const known = new Set(graph.elements.flatMap((element) => element.names));
  return elementsNamed(
    graph,
    names.filter((name) => known.has(name) || isPattern(name) || !name.endsWith(".bst")),
  );
}

class NameIndex {
  readonly #exact = new Map<string, ElementId>();
  /** Canonical name to the names, as the project writes them, that have it. */
  readonly #canonical = new Map<string, string[]>();

  constructor(graph: Graph) {
    for (const [id, { names }] of graph.elements.entries()) {
      for (const name of names) {
        this.#exact.set(name, id);
        const alike = this.#canonical.get(canonicalName(name));
        if (alike) alike.push(name);
        else this.#canonical.set(canonicalName(name), [name]);
      }
    }
  }

  find(name: string): ElementId {
    const exact = this.#exact.get(name);
    if (exact !== undefined) return exact;
    const alike = this.#canonical.get(canonicalName(name)) ?? [];
    const found = new Set(alike.map((candidate) => this.#exact.get(candidate)));
    const [only] = found;
    if (only === undefined) throw this.#unknown(name);
    if (found.size > 1) throw ambiguous(name, alike);
    return only;
  }

  /** The elements with a name that fits a pattern, in graph order. */
  fitting(pattern: string): readonly ElementId[] {
    const names = fittingNames(pattern, [...this.#exact.keys()]);
    return [...new Set(names.flatMap((name) => this.#exact.get(name) ?? []))].sort((a, b) => a - b);
  }

  #unknown(name: string): ForgeError {
    return unknownName(`the project has no element ${JSON.stringify(name)}`, name, [...this.#exact.keys()]);
  }
}

/** Whether a name on the command line stands for all that fit it. */
export function isPattern(name: string): boolean {
  return /[*?[]/.test(name);
}

/**
 * The names that fit a pattern, as they are written or in their one spelling. `*` stays within a folder, `**` does not, and
 * no name leads through a junction unless the pattern does. Throws FORGE1012 where there is none.
 */
export function fittingNames(pattern: string, names: readonly string[]): readonly string[] {
  // What lies in any folder may lie in none.
  const wanted = [pattern, pattern.replace(/^\*\*\//, "")];
  const asWritten = compileGlobs(wanted.flatMap((one) => [one, `${one}.bst`]));
  const asSpelt = compileGlobs(wanted.map(canonicalName));
  const found = names.filter((name) => (pattern.includes(":") || !name.includes(":")) && (asWritten(name) || asSpelt(canonicalName(name))));
  if (found.length > 0) return found;
  throw unknownName(`no element of the project fits ${JSON.stringify(pattern)}`, pattern.replaceAll(/[*?[\]]/g, ""), names);
}

/** FORGE1012, with the known names that are near. */
function unknownName(message: string, name: string, known: readonly string[]): ForgeError {
  const near = nearestNames(name, known);
  const listed = known.length > 0 && known.length <= 8 ? `: ${known.join(", ")}` : "";
  return new ForgeError({
    code: "FORGE1012",
    message,
    help: near.length > 0 ? `did you mean ${near.join(", ")}?` : `forge show lists the project's elements${listed}`,
  });
}

/** One spelling for all the ways in which a name may be written. */
export function canonicalName(name: string): string {
  return name
    .replace(/\.bst$/, "")
    .split(/[/.]/)
    .filter((part) => part !== "")
    .map((part) =>
      part
        .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
        .replaceAll("_", "-")
        .toLowerCase(),
    )
    .join("/");
}

/** Known names that a misspelt one may have meant, the likeliest first, at most three. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const wanted = canonicalName(name);
  const last = wanted.split("/").at(-1) ?? "";
  return known
    .map((candidate) => {
      const spelt = canonicalName(candidate);
      // A name without its folders is the likeliest slip.
      const cost = spelt.endsWith(`/${last}`) ? 0.5 : editDistance(wanted, spelt);
      return { candidate, cost };
    })
    .filter(({ cost }) => cost <= Math.max(1, Math.min(3, wanted.length / 3)))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

function ambiguous(name: string, candidates: readonly string[], count = candidates.length): ForgeError {
  return new ForgeError({
    code: "FORGE1013",
    message: `${JSON.stringify(name)} fits ${count} elements`,
    detail: candidates.map((candidate) => candidate),
    help: "write one of them as the project does",
  });
}

/** How many letters must be added, removed, changed or swapped with their neighbour. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}
