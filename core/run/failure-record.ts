// What stands on record of a build that failed: how, when, and where its log is. It is said again instead of building again.
//
// Only what the build itself did is remembered: never what the host or the network did to it, a time limit or an
// interruption. A record holds facts and no names of the moment, so that a renamed or moved element is named as it is now.

import { changedError, type ErrorDetails, ForgeError, isForgeError } from "../model/errors.ts";
import type { ElementNode } from "../model/graph.ts";
import type { Digest } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import type { Store } from "../store/store.ts";
import { CommandFailed, type CommandFailure, commandError, ofElement } from "./failure.ts";

export interface FailureRecord {
  /** Milliseconds of the epoch. */
  readonly time: number;
  /** Milliseconds that it took. */
  readonly duration: number;
  /** Path of the log, relative to the store, which keeps it as long as this. Absent where nothing was logged. */
  readonly log?: string;
  /** A command that failed; or what was wrong with what the commands left. */
  readonly cause: { readonly command: Omit<CommandFailure, "log" | "kept"> } | { readonly error: ErrorDetails };
}

/** What a build leaves that cannot be captured. */
const BAD_OUTPUT: readonly string[] = ["FORGE3005", "FORGE2007"];

export interface Failure {
  readonly error: unknown;
  readonly duration: number;
  /** Absolute. */
  readonly log?: string | undefined;
}

/** Puts a failure on record under these keys, if it is one to remember. Resolves when it is durable. */
export async function recordFailure(store: Store, keys: readonly Digest[], { error, duration, log }: Failure): Promise<void> {
  const cause = causeOf(error);
  if (!cause) return;
  const record: FailureRecord = {
    time: Date.now(),
    duration,
    ...(log !== undefined && { log: log.slice(store.root.length + 1) }),
    cause,
  };
  await store.records.publish(
    keys.map((key) => ({ index: "failures", key })),
    record as unknown as Json,
  );
}

/** The failure on record under a key. */
export function findFailure(store: Store, key: Digest): FailureRecord | undefined {
  const value = store.records.get("failures", key);
  if (value === undefined) return undefined;
  store.records.touch("failures", key);
  return value as unknown as FailureRecord;
}

/** To be called when something was built after all. */
export function forgetFailure(store: Store, keys: readonly Digest[]): void {
  for (const key of keys) store.records.remove("failures", key);
}

export interface Replay {
  readonly element: ElementNode;
  readonly record: FailureRecord;
  /** Whether its sandbox is there as it was. */
  readonly kept: boolean;
}

/** The same error as it was then, for an element as it is named now. */
export function replayedError(store: Store, { element, record, kept }: Replay): ForgeError {
  const { time, log, cause } = record;
  const error =
    "command" in cause
      ? commandError(element, { ...cause.command, log: `${store.root}/${log ?? ""}`, kept })
      : ofElement(ForgeError.fromJSON(cause.error), element);
  const again = `failed before, on ${when(time)}; --retry-failed builds it again`;
  return changedError(error, { help: error.help === undefined ? again : `${again}\n${error.help}` });
}

function causeOf(error: unknown): FailureRecord["cause"] | undefined {
  if (error instanceof CommandFailed) {
    const { log: _, kept: __, ...command } = error.failure;
    return { command };
  }
  if (!isForgeError(error) || !BAD_OUTPUT.includes(error.code)) return undefined;
  return { error: error.toJSON() as unknown as ErrorDetails };
}

/** A time for people, where they are: "2026-11-25 15:03". */
function when(time: number): string {
  const date = new Date(time);
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
