// What kinds demand of their dependencies, and domains that nobody declares: checked over the finished nodes.
//
// Types say most of it before; this also covers what they cannot see. One pass: the domains that an element brings along
// are those of its own and of what it needs at run time, as sets that equal elements share.

import type { ElementNode, Graph } from "../core/model/graph.ts";
import { elementName } from "../core/model/graph.ts";
import type { ElementId } from "../core/model/ids.ts";
import type { CallSite } from "./call-site.ts";
import { didYouMean } from "./nearest.ts";
import { refusal } from "./refuse.ts";

type Domains = ReadonlySet<string>;

export interface CheckOptions {
  /** Where an element was made. */
  readonly siteOf: (id: ElementId) => CallSite;
  /** Domains that an element may ask for though none has them. */
  readonly foreignOf: (id: ElementId) => readonly string[];
}

/** Throws FORGE1014 and FORGE1023. */
export function checkDependencies(elements: Graph["elements"], { siteOf, foreignOf }: CheckOptions): void {
  const brought: Domains[] = [];
  for (const [id, element] of elements.entries()) {
    checkEdges(element, id);
    checkDomains(element, id);
    brought.push(unionOf([ownDomains(element), ...edgeDomains(element, "runtime")]));
  }

  function checkEdges(element: ElementNode, id: ElementId): void {
    const { recipe, edges, sources, kind } = element;
    const build = edges.filter(({ type }) => type !== "runtime");
    const runtime = edges.filter(({ type }) => type !== "build");
    if (sources.length > 0 && !["import", "run", "unknown"].includes(recipe.type))
      throw refused(id, "FORGE1023", `${kind} takes no sources`);
    if (recipe.type === "import" && sources.length === 0) throw refused(id, "FORGE1007", `${kind} needs a source`);
    if (recipe.type === "compose" && runtime.length > 0) throw refused(id, "FORGE1023", `${kind} takes no runtime dependencies`);
    if (recipe.type !== "filter") return;
    const [parent] = build;
    if (parent === undefined || build.length > 1)
      throw refused(id, "FORGE1023", `${kind} takes exactly one build dependency, not ${build.length}`);
    if (runtime.some(({ to }) => to === parent.to))
      throw refused(id, "FORGE1023", `${kind} cannot need at run time what it takes files from`);
    const target = elements[parent.to];
    if (target?.recipe.type === "stack") {
      throw refused(
        id,
        "FORGE1023",
        `${kind} takes files from ${elementName(target)}, which has none: it is a ${target.kind}`,
        "compose the stack, and filter that",
      );
    }
  }

  function checkDomains(element: ElementNode, id: ElementId): void {
    const { recipe, kind } = element;
    if (recipe.type !== "compose" && recipe.type !== "filter") return;
    const wanted = [...recipe.include, ...recipe.exclude];
    if (wanted.length === 0) return;
    const known = recipe.type === "filter" ? parentDomains(element) : unionOf(edgeDomains(element, "build"));
    const unknown = wanted.find((domain) => !known.has(domain) && !foreignOf(id).includes(domain));
    // Domains of what is still to be loaded nobody knows here.
    if (unknown === undefined || known.has(ANY)) return;
    const declared = [...known];
    const whose = recipe.type === "filter" ? "its dependency" : "what it is made of";
    throw refused(
      id,
      "FORGE1014",
      `${kind}: unknown domain "${unknown}"${didYouMean(unknown, declared)}`,
      `${whose} declares ${declared.join(", ")}`,
    );
  }

  /** The rules of a filter's dependency become its own (core/run/filter-element.ts). */
  function ownDomains(element: ElementNode): Domains {
    if (element.foreign) return anyDomain;
    return element.recipe.type === "filter" ? parentDomains(element) : domainsOf(element.splitRules);
  }

  function parentDomains(element: ElementNode): Domains {
    const parent = element.edges.find(({ type }) => type !== "runtime")?.to ?? -1;
    const node = elements[parent];
    if (node === undefined) return new Set();
    if (node.foreign) return anyDomain;
    return node.recipe.type === "filter" ? parentDomains(node) : domainsOf(node.splitRules);
  }

  function edgeDomains(element: ElementNode, type: "build" | "runtime"): readonly Domains[] {
    const other = type === "build" ? "runtime" : "build";
    return element.edges.filter((edge) => edge.type !== other).map(({ to }) => brought[to] ?? new Set());
  }

  function refused(id: ElementId, code: "FORGE1007" | "FORGE1014" | "FORGE1023", message: string, help?: string): Error {
    return refusal({ code, message, site: siteOf(id), ...(help !== undefined && { help }) });
  }
}

const ANY = "*";
const anyDomain: Domains = new Set([ANY]);

const sets = new WeakMap<object, Domains>();

function domainsOf(rules: ElementNode["splitRules"]): Domains {
  let found = sets.get(rules);
  if (found === undefined) {
    found = new Set(rules.map(([domain]) => domain));
    sets.set(rules, found);
  }
  return found;
}

/** The union; one of the sets itself when it holds all the others. */
function unionOf(all: readonly Domains[]): Domains {
  let union: Domains = all[0] ?? new Set();
  for (const set of all) {
    if (set === union || [...set].every((domain) => union.has(domain))) continue;
    union = new Set([...union, ...set]);
  }
  return union;
}
