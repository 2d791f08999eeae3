// The graph as views show it: the elements selected, what of them is in the store, how long they took, and the last build.

import { elementName } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";
import type { ElementView, GraphView } from "../report/graph-view.ts";
import type { EngineContext } from "../run/context.ts";
import { readHistory } from "../run/history.ts";
import { keysOf } from "../run/sources.ts";
import { readTimeline } from "../run/timeline.ts";
import { lookUpElement, stateOf } from "./described-element.ts";
import { junctionViews } from "./junction-views.ts";

/** `chosen` is in graph order. Edges that lead out of it are left out. */
export async function graphView(context: EngineContext, chosen: readonly ElementId[]): Promise<GraphView> {
  const { graph, store } = context;
  const { name: project } = graph.project;
  const history = readHistory(store.root, project);
  const timeline = readTimeline(store.root, project);
  const keys = await keysOf(context, chosen);
  const positions = new Map(chosen.map((id, position) => [id, position]));
  const elements = chosen.map((id): ElementView => {
    const element = elementOf(graph, id);
    const name = elementName(element);
    const key = keys.of.get(id)?.key;
    const known = lookUpElement(context, id, key);
    const milliseconds = history[name]?.milliseconds ?? known.record?.duration;
    const [place] = element.place;
    return {
      name,
      kind: element.kind,
      ...(element.description !== undefined && element.description !== "" && { description: element.description }),
      state: stateOf(known),
      ...(key !== undefined && { key }),
      ...(milliseconds !== undefined && { milliseconds: Math.round(milliseconds) }),
      ...(place && { place }),
      edges: element.edges.flatMap(({ to, type }) => {
        const position = positions.get(to);
        return position === undefined ? [] : [{ to: position, type }];
      }),
    };
  });
  const junctions = junctionViews(graph);
  return { project, elements, ...(timeline && { build: timeline }), ...(junctions.length > 0 && { junctions }) };
}
