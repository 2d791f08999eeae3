// Asks sources what is newest, and pins it in forge.lock.
//
// Each entry of the lock is asked for once, however many sources share it; what was found is written in one go, also when
// some could not be asked, and every failure is told. It decides nothing about what is to be tracked.

import { canonical } from "../key/canonical.ts";
import type { DriverRequest, Ref } from "../model/drivers.ts";
import { changedError, ForgeError, isForgeError } from "../model/errors.ts";
import { elementName, type SourceNode } from "../model/graph.ts";
import type { SourceId } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import type { Place } from "../model/place.ts";
import { driverRequest, type SourceContext, type SourceJob, sourceOf } from "./context.ts";
import { describeMove } from "./describe-ref.ts";
import { withPrevious } from "./keys.ts";
import { located } from "./located.ts";
import { lookup, sameRef, writeLock } from "./lock.ts";

export interface TrackOptions {
  /** Finds out what would move, and writes nothing. */
  readonly check?: boolean;
  /** How many are asked at a time. 4 unless said. */
  readonly parallel?: number;
  /** The views' piece of work for asking a source. */
  readonly job?: (id: SourceId) => SourceJob;
}

export interface Tracked {
  readonly source: SourceId;
  readonly kind: string;
  readonly inputs: readonly Json[];
  /** Absent: it was not locked before. */
  readonly from?: Ref;
  readonly to: Ref;
  readonly moved: boolean;
  readonly place?: Place;
}

/** Tracks those of the sources that the lock has entries for. Throws when any failed, after the others are written. */
export async function trackSources(
  context: SourceContext,
  ids: readonly SourceId[],
  options: TrackOptions = {},
): Promise<readonly Tracked[]> {
  const groups = [...grouped(context, ids).values()];
  const found: Tracked[] = [];
  const failures: Failure[] = [];
  const downloaded = new Map<string, Map<string, string>>();
  const worker = async (): Promise<void> => {
    for (let group = groups.shift(); group; group = groups.shift()) {
      for (const id of group) {
        if (context.signal?.aborted) return;
        try {
          found.push(await trackOne(context, id, { begin: options.job, downloaded }));
        } catch (error) {
          failures.push({ source: id, error });
        }
      }
    }
  };
  await Promise.all(Array.from({ length: options.parallel ?? 4 }, worker));
  found.sort((a, b) => a.source - b.source);
  if (options.check !== true && found.some(({ moved }) => moved)) {
    context.lock = writeLock(
      context.lockFile,
      found.filter(({ moved }) => moved).map(({ kind, inputs, to }) => ({ kind, inputs, ref: to })),
    );
  }
  for (const tracked of found.filter(({ moved }) => moved)) {
    context.emit({ type: "tracked", time: context.now(), ...describeMove(tracked), elements: neededBy(context, tracked) });
  }
  if (failures.length > 0) throw together(failures);
  return found;
}

/** Elements with a source that has this entry. */
function neededBy({ graph }: SourceContext, { kind, inputs }: Tracked): readonly string[] {
  const entry = canonical([kind, [...inputs]]);
  const sources = new Set(
    graph.sources.flatMap((source, id) => (source.lock && canonical([source.kind, source.lock]) === entry ? [id] : [])),
  );
  const isNeeded = (ids: Iterable<SourceId>): boolean => [...withPrevious(graph, ids)].some((id) => sources.has(id));
  return graph.elements.filter((element) => isNeeded(element.sources.map(({ source }) => source))).map(elementName);
}

/** Sources by what they ask for; of those that share an entry, the first. Each group is asked in turn: it may be one download. */
function grouped(context: SourceContext, ids: readonly SourceId[]): ReadonlyMap<string, readonly SourceId[]> {
  const entries = new Set<string>();
  const groups = new Map<string, SourceId[]>();
  for (const id of [...ids].sort((a, b) => a - b)) {
    const { kind, lock, driver } = sourceOf(context, id);
    if (!lock || entries.has(canonical([kind, lock]))) continue;
    entries.add(canonical([kind, lock]));
    const name = canonical([driver.module, lock]);
    groups.set(name, [...(groups.get(name) ?? []), id]);
  }
  return groups;
}

interface Asking {
  readonly begin: TrackOptions["job"];
  /** What was downloaded since tracking began, by module: sources of one archive see one state of it. */
  readonly downloaded: Map<string, Map<string, string>>;
}

async function trackOne(context: SourceContext, id: SourceId, { begin, downloaded }: Asking): Promise<Tracked> {
  const source = sourceOf(context, id);
  const { module } = source.driver;
  const shared = downloaded.get(module) ?? new Map<string, string>();
  downloaded.set(module, shared);
  const job = begin?.(id);
  try {
    const request = { ...driverRequest(context, source, (line) => job?.log().write(line)), downloaded: shared };
    const tracked = await ask(context, id, request);
    job?.end(true);
    return tracked;
  } catch (error) {
    job?.end(false);
    throw located(error, source, context.lock);
  }
}

async function ask(context: SourceContext, id: SourceId, request: DriverRequest): Promise<Tracked> {
  const source = sourceOf(context, id);
  const { kind, lock: inputs = [], driver, place } = source;
  if (!driver.operations.includes("track")) throw untrackable(source);
  const from = lookup(context.lock, kind, inputs);
  const to = await context.drivers.track(request);
  return { source: id, kind, inputs, to, moved: !sameRef(from, to), ...(from && { from }), ...(place[0] && { place: place[0] }) };
}

function untrackable({ kind }: SourceNode): ForgeError {
  return new ForgeError({
    code: "FORGE2012",
    message: `the kind ${kind} locks its sources and cannot track them`,
    help: "give the kind a `track`, or no `lockInputs`",
  });
}

interface Failure {
  readonly source: SourceId;
  readonly error: unknown;
}

/** One error for several: the first in the graph's order, and each of the others as related to it. A bug goes before all. */
function together(failures: readonly Failure[]): unknown {
  const errors = failures.toSorted((a, b) => a.source - b.source).map(({ error }) => error);
  const bug = errors.find((error) => !isForgeError(error));
  if (bug !== undefined) return bug;
  const [first, ...others] = errors.filter(isForgeError);
  if (first === undefined || others.length === 0) return first;
  return changedError(first, {
    related: [
      ...first.related,
      ...others.map((other) => ({ message: `${other.code}: ${other.message}`, ...(other.place && { place: other.place }) })),
    ],
  });
}
