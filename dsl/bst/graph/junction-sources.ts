// The sources of one junction as a graph of their own: what is fetched before its project can be loaded.

import { GRAPH_FORMAT, GRAPH_VERSION, type Graph } from "../../../core/model/graph.ts";
import type { ResolvedElement } from "../element.ts";
import { Addresses } from "./addresses.ts";
import { Junctions } from "./junctions.ts";
import { type ElementSources, type MakeSource, SourceList } from "./source-list.ts";

export interface JunctionSources extends ElementSources {
  readonly graph: Graph;
}

export function junctionSources(junction: ResolvedElement, make: MakeSource): JunctionSources {
  const { session, name } = junction.load.loader.project;
  const addresses = new Addresses();
  const junctions = new Junctions(session.loaders);
  const list = new SourceList(make, { addresses, junctions });
  const found = list.of(junction, "/");
  const graph: Graph = {
    format: GRAPH_FORMAT,
    version: GRAPH_VERSION,
    project: { name: session.toplevel?.name ?? name, mirrors: addresses.mirrors },
    options: [],
    sources: list.nodes,
    elements: [],
    defaults: [],
    junctions: junctions.nodes,
  };
  return { ...found, graph };
}
