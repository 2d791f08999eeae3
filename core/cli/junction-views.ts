// The projects that a project stands on, and why there are several instances of one. Pure.

import type { Graph, JunctionNode } from "../model/graph.ts";
import type { JunctionView } from "../report/graph-view.ts";

export function junctionViews({ junctions = [] }: Pick<Graph, "junctions">): readonly JunctionView[] {
  return junctions.map((node, index) => {
    const { name, project, version, aliases, options, replaced } = node;
    const earlier = junctions.slice(0, index).filter((other) => other.project === project);
    return {
      name,
      project,
      ...(version !== undefined && { version }),
      aliases,
      options,
      replaced,
      differs: earlier.map((other) => ({ from: other.name, why: differences(node, other) })),
    };
  });
}

function differences(node: JunctionNode, other: JunctionNode): readonly string[] {
  const found: string[] = [];
  if (node.version !== other.version) found.push(`it has version ${node.version ?? "none"}, the other ${other.version ?? "none"}`);
  for (const name of namesIn(node.options, other.options)) {
    const [here, there] = [node.options[name], other.options[name]].map((value) => JSON.stringify(value) ?? "not there");
    if (here !== there) found.push(`the option ${name} is ${here}, in the other ${there}`);
  }
  const [here, there] = [node, other].map(({ replaced }) => Object.fromEntries(replaced));
  for (const name of namesIn(here ?? {}, there ?? {})) {
    if (here?.[name] !== there?.[name]) found.push(`${name} is ${by(here?.[name])}, in the other ${by(there?.[name])}`);
  }
  const isElsewhere = JSON.stringify(node.root) !== JSON.stringify(other.root);
  return found.length === 0 ? [isElsewhere ? "its files are others" : "what its own junctions lead to is different"] : found;
}

function by(replacement: string | undefined): string {
  return replacement === undefined ? "its own" : `replaced by ${replacement}`;
}

function namesIn(...records: readonly object[]): readonly string[] {
  return [...new Set(records.flatMap(Object.keys))].sort();
}
