// The elements a command line is about: its names and patterns, the dependencies that come with them, less what it leaves out.

import type { Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { type Dependencies, selectElements } from "../plan/select-elements.ts";
import { elementsLeftOut, elementsNamed } from "./names.ts";
import type { GlobalOptions } from "./program.ts";

export interface SelectingOptions extends GlobalOptions {
  readonly deps: Dependencies;
  /** Names and patterns. */
  readonly except: readonly string[];
}

/** The elements selected, in graph order. Without a name: those of the whole project, less what is left out. */
export function selectedElements(graph: Graph, names: readonly string[], { deps, except }: SelectingOptions): readonly ElementId[] {
  const all = names.length === 0;
  return selectElements(graph, all ? rootsOf(graph) : elementsNamed(graph, names), {
    deps: all ? "all" : deps,
    except: elementsLeftOut(graph, except),
  });
}

/** What nothing else needs. */
function rootsOf(graph: Graph): readonly ElementId[] {
  const needed = new Set(graph.elements.flatMap(({ edges }) => edges.map(({ to }) => to)));
  return [...graph.elements.keys()].filter((id) => !needed.has(id));
}
