// A `.bst` project as the rest of forge uses it: its elements, the lines that show them, and the graph that builds them.

import type { Graph } from "../../core/model/graph.ts";
import type { JsonObject } from "../../core/model/json.ts";
import { toGraph } from "./graph/graph.ts";
import type { MakeSource } from "./graph/source-list.ts";
import { type BstLoad, type LoadOptions, loadBst } from "./load.ts";
import { showElement } from "./show.ts";

export interface BstProject extends BstLoad {
  /** One object an element, in the order of `elements`, with the incumbent's field names. */
  lines(): Iterable<JsonObject>;
  /** `make` makes sources of forge's own kinds. `within`: what the project is called in one that stands on it. */
  graph(make: MakeSource, within?: string): Graph;
}

/** Loads and resolves; runs nothing of the project. Throws what is wrong with the project as a whole. */
export function loadBstProject(options: LoadOptions): BstProject {
  const load = loadBst(options);
  return {
    ...load,
    *lines() {
      for (const element of load.elements) yield showElement(element);
    },
    graph: (make, within) => toGraph(load, make, within),
  };
}
