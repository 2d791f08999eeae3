// Writes the record of a build that succeeded, so that the next one may end at once.
//
// Everything in it was looked at when it was used: what changed during the build is seen as a change by the next. What
// changed so shortly before that the clock could not tell has no stamp, and then nothing is put on record.

import { elementName } from "../model/graph.ts";
import type { Digest, ElementId } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import { elementOf } from "../plan/staging-order.ts";
import type { BuildResult } from "../run/build.ts";
import type { EngineContext } from "../run/context.ts";
import { lookup, readLock, sameRef } from "../source/lock.ts";
import { fileDigest, type NoOpElements, type NoOpRecord, noOpKey } from "./no-op-record.ts";
import { userConfigurationFile } from "./places.ts";
import type { SelectingOptions } from "./selection.ts";
import type { Session } from "./session.ts";

export interface NoOpInputs {
  readonly session: Session;
  /** Targets as they were written. */
  readonly names: readonly string[];
  readonly targets: readonly ElementId[];
  readonly options: SelectingOptions;
  readonly result: BuildResult;
}

/** Puts it on record, unless something about the build would not be said again. */
export async function writeNoOp({ session, names, targets, options, result }: NoOpInputs): Promise<void> {
  const { context, evaluation } = session;
  // A warning is repeated until it is mended, and an unsealed evaluation may not be trusted.
  if (options.unsealed || session.warned || evaluation.printed.length > 0) return;
  const local: (readonly [string, string, Digest])[] = [];
  for (const { root, path, stamp } of result.keys.local) {
    if (stamp === undefined) return;
    local.push([root, path, stamp]);
  }
  const { graph, projectRoot, store } = context;
  const files = [context.lockFile, userConfigurationFile(process.env)].map((path) => [path, fileDigest(path)] as const);
  if (!isLockOf(context)) return;
  const { option, maxJobs, deps, except } = options;
  const key = noOpKey({ projectRoot, options: option, maxJobs, names, deps, except });
  const record: NoOpRecord = {
    inputs: evaluation.inputs,
    files,
    local,
    targets: targets.flatMap((id) => {
      const keys = result.keys.of.get(id);
      const artifact = result.artifacts.get(id);
      const element = elementOf(graph, id);
      return keys && artifact ? [[elementName(element), element.kind, keys.key, artifact.tree]] : [];
    }),
    elements: result.outcomes.size,
  };
  const elements: NoOpElements = [...result.outcomes.keys()].flatMap((id) => {
    const keys = result.keys.of.get(id);
    const element = elementOf(graph, id);
    return keys ? [[elementName(element), element.kind, keys.key]] : [];
  });
  await store.records.publish([{ index: "builds", key: key.elements }], elements as unknown as Json);
  await store.records.publish([{ index: "builds", key: key.record }], record as unknown as Json);
}

/** Whether the lock that was built from is the one that lies there now. */
function isLockOf({ graph, lock, lockFile }: EngineContext): boolean {
  const now = readLock(lockFile);
  return graph.sources.every(({ kind, lock: inputs }) => !inputs || sameRef(lookup(now, kind, inputs), lookup(lock, kind, inputs)));
}
