// Which element stands where another is named, seen from whichever project names it.
//
// A project's replacements hold for all that it stands on, however deep, and an outer project's go before an inner one's. So
// one instance of a project may be seen in several ways; where two ways come to the same, they are one view. Elements are
// equal objects in all views; an occurrence is an element in a view, and what becomes a node of the graph.

import type { Element } from "./element.ts";
import { elementData } from "./element-data.ts";
import { instanceOf, instances, makerOf, TOP } from "./instances.ts";
import type { ProjectData } from "./to-graph.ts";

/** One project as others see it. */
export interface View {
  readonly id: number;
  readonly owner: number;
  /** Replacements that hold in it, the outermost project's first, and its own last. */
  readonly layers: readonly Layer[];
}

interface Layer {
  readonly replacements: ReadonlyMap<Element, Element>;
  /** The view of the project that says so. */
  readonly view: View;
}

export interface Occurrence {
  readonly element: Element;
  readonly view: View;
}

export interface Views {
  readonly top: View;
  /** What an element that is named in a view stands for. */
  occurrence(named: Element, from: View): Occurrence;
  /** The view of an instance from that of a project that stands on it. */
  enter(from: View, owner: number): View;
}

export function createViews(project: ProjectData): Views {
  const reached = reachable();
  const views = new Map<string, View>();
  const occurrences = new Map<View, Map<Element, Occurrence>>();
  const top = makeView(TOP, []);
  return { top, occurrence, enter };

  function occurrence(named: Element, from: View): Occurrence {
    let element = named;
    let view = enter(from, ownerOf(element));
    // A circle of replacements ends somewhere in it.
    for (let steps = 0; steps < MOST_REPLACEMENTS; steps++) {
      const layer = view.layers.find(({ replacements }) => replacements.has(element));
      const next = layer?.replacements.get(element);
      if (layer === undefined || next === undefined) break;
      element = next;
      view = enter(layer.view, ownerOf(element));
    }
    const known = occurrences.get(view) ?? new Map<Element, Occurrence>();
    occurrences.set(view, known);
    const found = known.get(element) ?? { element, view };
    known.set(element, found);
    return found;
  }

  function enter(from: View, owner: number): View {
    if (from.owner === owner) return from;
    if (owner === TOP) return top;
    // Back to where something came from: a function of another project was given this one's elements.
    const outer = from.layers.find(({ view }) => view.owner === owner);
    if (outer) return outer.view;
    const own = reached.get(owner) ?? new Set([owner]);
    const layers = from.layers.filter(({ replacements }) => [...replacements.keys()].some((element) => own.has(ownerOf(element))));
    const key = `${owner} ${layers.map(({ view }) => view.id).join(" ")}`;
    const known = views.get(key) ?? makeView(owner, layers);
    views.set(key, known);
    return known;
  }

  function makeView(owner: number, outer: readonly Layer[]): View {
    const layers = [...outer];
    const view: View = { id: views.size, owner, layers };
    const { replacements } = instanceOf(owner)?.project ?? project;
    if (replacements.size > 0) layers.push({ replacements, view });
    if (owner === TOP) views.set("", view);
    return view;
  }
}

const MOST_REPLACEMENTS = 1000;

/** The instance whose modules made an element. */
export function ownerOf(element: Element): number {
  return makerOf(elementData(element).site);
}

/** For each instance, itself and all that it stands on. */
function reachable(): ReadonlyMap<number, ReadonlySet<number>> {
  const { all, requests } = instances();
  const found = new Map(all.map(({ id }) => [id, new Set([id])]));
  for (const { id } of all) {
    const own = found.get(id);
    // Grows while it is walked.
    for (const next of own ?? []) for (const { from, to } of requests) if (from === next) own?.add(to.id);
  }
  return found;
}
