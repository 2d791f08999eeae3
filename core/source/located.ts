// Errors of sources get the place where they are mended: the user's line, or the line of forge.lock.

import { changedError, isForgeError } from "../model/errors.ts";
import type { SourceNode } from "../model/graph.ts";
import { type Lock, lockPlace } from "./lock.ts";

/** The error with its place; as it is when it has one or is no error of a person's. */
export function located(error: unknown, source: SourceNode, lock: Lock): unknown {
  if (!isForgeError(error) || error.place) return error;
  const [own] = source.place;
  // A ref that its kind refuses is the lock's matter; the kind knows no line.
  const entry = error.code === "FORGE2003" && source.lock ? lockPlace(lock, source.kind, source.lock) : undefined;
  const place = entry ?? own;
  if (!place) return error;
  return changedError(error, { place, related: [...error.related, ...(entry && own ? [{ place: own, message: "the source" }] : [])] });
}
