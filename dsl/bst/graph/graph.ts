// The graph of a loaded `.bst` project: what the engine builds from, as it builds from what `build.config.ts` says.
//
// Elements keep their full names, kinds and places. Nothing of it depends on the machine but what the project itself asks of
// it: options of the host, and `%{max-jobs}`.

import { type ElementNode, GRAPH_FORMAT, GRAPH_VERSION, type Graph, type OptionNode } from "../../../core/model/graph.ts";
import type { ElementId } from "../../../core/model/ids.ts";
import type { ResolvedElement } from "../element.ts";
import type { BstLoad } from "../load.ts";
import type { LoadElement } from "../load-element.ts";
import type { Declaration } from "../options/option-types.ts";
import type { Project } from "../project.ts";
import { Addresses } from "./addresses.ts";
import { createNodeMaker } from "./element-node.ts";
import { Junctions } from "./junctions.ts";
import { type MakeSource, SourceList } from "./source-list.ts";

/** The graph of everything that could be loaded. */
export function toGraph({ project, elements, targets }: BstLoad, make: MakeSource, within?: string): Graph {
  const ids = new Map<LoadElement, ElementId>(elements.map(({ load }, id) => [load, id]));
  const resolved = new Map<object, ResolvedElement>(elements.map((element) => [element.load, element]));
  const idOf = (element: LoadElement): ElementId => {
    const id = ids.get(element);
    if (id === undefined) throw new Error(`internal: ${element.fullName} is not among the elements`);
    return id;
  };
  const addresses = new Addresses(within);
  const junctions = new Junctions(project.session.loaders);
  const sources = new SourceList(make, { addresses, junctions });
  const makeNode = createNodeMaker({ idOf, resolved, sources });
  const nodes = elements.map((element): ElementNode => makeNode(element));
  return {
    format: GRAPH_FORMAT,
    version: GRAPH_VERSION,
    project: { name: project.name, mirrors: addresses.mirrors },
    options: optionNodes(project),
    sources: sources.nodes,
    elements: nodes,
    defaults: [...new Set(targets.filter(isBuilt).map(({ load }) => idOf(load)))],
    ...(junctions.nodes.length > 0 && { junctions: junctions.nodes }),
  };
}

/** Junctions and links are there to be fetched and shown. */
function isBuilt({ kind }: ResolvedElement): boolean {
  return kind.kind.family !== "junction" && kind.kind.family !== "link";
}

function optionNodes(project: Project): readonly OptionNode[] {
  const { options } = project.isFullyLoaded ? project.config : project.firstPass;
  return [...options.declarations.values()].map((declaration) => {
    const value = options.values.get(declaration.name) ?? declaration.initial;
    return {
      name: declaration.name,
      type: TYPES[declaration.type],
      description: declaration.description,
      value: typeof value === "object" ? [...value] : value,
      ...(declaration.values && { values: declaration.values }),
    };
  });
}

const TYPES: { readonly [Type in Declaration["type"]]: OptionNode["type"] } = {
  bool: "flag",
  enum: "choice",
  os: "choice",
  arch: "arch",
  flags: "flags",
  "element-mask": "flags",
};
