// Brings the sources of elements into the store, without building anything.

import { type ErrorDetails, isForgeError } from "../model/errors.ts";
import { elementName } from "../model/graph.ts";
import type { ElementId, SourceId } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";
import { unlockedSources, withPrevious } from "../source/keys.ts";
import { obtainSource } from "../source/obtain.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import { hostRefusal } from "./failure.ts";
import { startJob } from "./job.ts";
import { TokenPool } from "./pool.ts";
import { notLocked } from "./sources.ts";

export interface FetchResult {
  readonly ok: boolean;
  /** How many sources there are, and how many of them were not in the store. */
  readonly sources: number;
  readonly fetched: number;
}

/** Obtains every source of the elements. What failed is in the events. */
export async function fetchSources(
  context: EngineContext,
  elements: readonly ElementId[],
  { fetchers, onError }: Pick<BuildOptions, "fetchers" | "onError">,
): Promise<FetchResult> {
  const sources = sourcesOf(context, elements);
  const unlocked = unlockedSources(context, sources.keys()).flatMap((id) => {
    const owner = sources.get(id);
    return owner === undefined ? [] : [[id, owner] as const];
  });
  if (unlocked.length > 0) throw notLocked(context, { unlocked: new Map(unlocked) });
  const pool = new TokenPool(fetchers);
  let ok = true;
  let fetched = 0;
  const jobs = [...sources].map(([source, element]) =>
    pool.run(0, async () => {
      if (context.signal?.aborted || context.drain?.aborted || (!ok && onError !== "continue")) return;
      try {
        await obtainSource(context, source, () => {
          fetched++;
          return startJob(context, subjectOf(context, element), "fetch");
        });
      } catch (thrown) {
        if (context.signal?.aborted) return;
        const error = hostRefusal(thrown, context.store.root);
        if (!isForgeError(error)) throw error;
        ok = false;
        context.emit({
          type: "failed",
          time: context.now(),
          element: subjectOf(context, element),
          error: error.toJSON() as unknown as ErrorDetails,
        });
      }
    }),
  );
  const ended = await Promise.allSettled(jobs);
  for (const end of ended) if (end.status === "rejected") throw end.reason;
  return { ok: ok && !context.signal?.aborted && !context.drain?.aborted, sources: sources.size, fetched };
}

/** Each source of the elements, with the first element that has it. */
export function sourcesOf({ graph }: EngineContext, elements: readonly ElementId[]): ReadonlyMap<SourceId, ElementId> {
  const found = new Map<SourceId, ElementId>();
  for (const id of [...elements].sort((a, b) => a - b)) {
    const own = elementOf(graph, id).sources.map(({ source }) => source);
    for (const source of withPrevious(graph, own)) if (!found.has(source)) found.set(source, id);
  }
  return found;
}

function subjectOf({ graph }: EngineContext, id: ElementId): { readonly name: string; readonly kind: string } {
  const element = elementOf(graph, id);
  return { name: elementName(element), kind: element.kind };
}
