// Small graphs written by hand: elements with nothing but edges.

import {
  type Edge,
  type EdgeType,
  type ElementNode,
  GRAPH_FORMAT,
  GRAPH_VERSION,
  type Graph,
  type Recipe,
} from "../../core/model/graph.ts";

export function element(parts: Partial<ElementNode> = {}): ElementNode {
  return {
    names: [],
    kind: "stack",
    kindVersion: 1,
    place: [],
    edges: [],
    sources: [],
    recipe: { type: "stack" },
    environment: [],
    environmentNocache: [],
    splitRules: [],
    integration: [],
    overlapWhitelist: [],
    public: {},
    variables: {},
    ...parts,
  };
}

export function edge(to: number, type: EdgeType = "all", at = "/"): Edge {
  return { to, type, at };
}

export function graph(elements: readonly ElementNode[]): Graph {
  return {
    format: GRAPH_FORMAT,
    version: GRAPH_VERSION,
    project: { name: "test", mirrors: {} },
    options: [],
    sources: [],
    elements,
    defaults: [],
  };
}

/** A graph of elements that only depend: for each, the edges it has. */
export function chainOf(...edges: readonly (readonly Edge[])[]): Graph {
  return graph(edges.map((list) => element({ edges: list })));
}

export function runRecipe(...commands: readonly string[]): Recipe {
  return {
    type: "run",
    steps: [{ name: "run", commands }],
    cwd: "/",
    buildDirectory: "/forge/build",
    output: "/forge/install",
    drop: [],
    integrate: true,
  };
}
