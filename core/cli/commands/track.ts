// forge track: asks sources what is newest, and pins it.

import { canonical } from "../../key/canonical.ts";
import { elementName } from "../../model/graph.ts";
import type { ElementId } from "../../model/ids.ts";
import { elementOf } from "../../plan/staging-order.ts";
import { plural } from "../../report/wording.ts";
import type { EngineContext } from "../../run/context.ts";
import { sourcesOf } from "../../run/fetch.ts";
import { startJob } from "../../run/job.ts";
import { pruneLock } from "../../source/lock.ts";
import { trackSources } from "../../source/track.ts";
import { reportedRun } from "../reported-run.ts";
import { type SelectingOptions, selectedElements } from "../selection.ts";
import { buildOptions, refuseUnsealed } from "../session.ts";
import { badUsage } from "../usage.ts";

export interface TrackOptions extends SelectingOptions {
  readonly check?: true;
  readonly prune?: true;
}

export async function track(names: readonly string[], options: TrackOptions): Promise<number> {
  const { check = false, prune = false } = options;
  if (check && prune) throw badUsage("--check writes nothing, and --prune does", "leave out one of them");
  if (!check) refuseUnsealed(options);
  return reportedRun({ ...options, elements: names }, async ({ context, configuration }) => {
    const owners = sourcesOf(context, selectedElements(context.graph, names, options));
    const tracked = await trackSources(context, [...owners.keys()], {
      check,
      parallel: buildOptions(options, configuration, false).fetchers,
      job: (source) => startJob(context, subjectOf(context, owners.get(source) ?? 0), "track"),
    });
    const moved = tracked.filter((found) => found.moved).length;
    const dropped = prune ? pruned(context) : [];
    return {
      ok: !(check && moved > 0),
      said: [verdict({ asked: tracked.length, moved, check }), ...dropped.map((entry) => `dropped ${entry}`)],
    };
  });
}

/** Drops the entries that no source of the project has, with the options given. Names them. */
function pruned(context: EngineContext): readonly string[] {
  const used = new Set(context.graph.sources.flatMap(({ kind, lock }) => (lock ? [canonical([kind, lock])] : [])));
  const { lock, removed } = pruneLock(context.lockFile, ({ kind, inputs }) => used.has(canonical([kind, [...inputs]])));
  context.lock = lock;
  return removed.map(({ kind, inputs }) => `${kind} ${canonical([...inputs])}`);
}

function verdict({ asked, moved, check }: { readonly asked: number; readonly moved: number; readonly check: boolean }): string {
  if (asked === 0) return "nothing to track: no source needs an entry in forge.lock";
  if (moved === 0) return `nothing moved: ${plural(asked, "source")} looked at`;
  return check
    ? `${moved} of ${plural(asked, "source")} would move: forge track`
    : `${moved} of ${plural(asked, "source")} moved; forge.lock is written`;
}

function subjectOf({ graph }: EngineContext, id: ElementId): { readonly name: string; readonly kind: string } {
  const element = elementOf(graph, id);
  return { name: elementName(element), kind: element.kind };
}
