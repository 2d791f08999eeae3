// Why an element is about to be made, in a few facts: what `forge explain` says at length.

import type { BuildReason } from "../model/events.ts";
import { elementName } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import type { Keys } from "../plan/keys.ts";
import { elementOf } from "../plan/staging-order.ts";
import type { EngineContext } from "./context.ts";
import { explainElement } from "./explain.ts";
import type { History } from "./history.ts";

/** More changes are counted. */
const MOST = 5;

/** What is different since it was last usable here. */
export function reasonOf(
  context: EngineContext,
  id: ElementId,
  { keys, history }: { readonly keys: Keys; readonly history: History },
): BuildReason {
  const past = history[elementName(elementOf(context.graph, id))];
  if (!past) return { type: "new" };
  if (past.key === keys.of.get(id)?.key) return { type: "gone" };
  const { changes = [] } = explainElement(context, id, keys, history);
  const shown = changes.slice(0, MOST).map(({ path, about }) => ({ path, ...(about !== undefined && { about }) }));
  return { type: "changed", changes: shown, count: changes.length };
}
