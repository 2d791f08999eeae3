// A graph in the language of Graphviz: an element a box, coloured by its state; what it runs with by dashes.
//
// Pure. Names are quoted, whatever is in them.

import type { ElementView, GraphView } from "./graph-view.ts";

export function graphDot({ project, elements }: GraphView): string {
  return [
    `digraph ${quoted(project)} {`,
    "  rankdir=LR;",
    '  node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=10];',
    "  edge [color=gray40, arrowsize=0.7];",
    ...elements.map(
      (element, id) => `  n${id} [label=${quoted(`${element.name}\n${element.kind}`)}, fillcolor=${quoted(FILLS[element.state])}];`,
    ),
    ...elements.flatMap(({ edges }, id) =>
      edges.map(({ to, type }) => `  n${id} -> n${to}${type === "runtime" ? " [style=dashed]" : ""};`),
    ),
    "}",
    "",
  ].join("\n");
}

const FILLS: { readonly [state in ElementView["state"]]: string } = {
  cached: "#d8eedb",
  tainted: "#e4d7f0",
  failed: "#f4a6a0",
  missing: "#fbe7c3",
  unlocked: "#f6d3cf",
};

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
