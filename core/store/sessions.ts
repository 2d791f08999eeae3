// The processes that use a store now, each a small file, and what dead ones left behind.
//
// A session begins before its first look at the store and ends with its process. What a session may use is what was touched
// since it began; core/store/gc.ts rests on that. Names of jobs and trash begin with the session's, so a dead one's are found.

import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guarded } from "./failures.ts";
import { isAlive, type ProcessName, thisProcess } from "./processes.ts";
import { moveAway, removeAll } from "./remove.ts";

export interface Session {
  readonly id: string;
  /** Milliseconds of the epoch. */
  readonly began: number;
}

/** Makes this process known. */
export function beginSession(root: string): Session {
  const began = Date.now();
  const id = randomBytes(5).toString("hex").slice(0, 7);
  guarded(root, () => writeFileSync(join(root, "sessions", id), JSON.stringify({ ...thisProcess(), began }), { flag: "wx" }));
  return { id, began };
}

export function endSession(root: string, { id }: Session): void {
  rmSync(join(root, "sessions", id), { force: true });
}

/** Sessions whose process lives. */
export function liveSessions(root: string): readonly Session[] {
  return readdirSync(join(root, "sessions")).flatMap((id) => {
    const began = liveSince(root, id);
    return began === undefined ? [] : [{ id, began }];
  });
}

/** Removes what processes left that ended without cleaning up. Costs three listings when there is nothing. */
export function sweep(root: string, own: Session): void {
  const isDead = remembered((id: string) => id !== own.id && liveSince(root, id) === undefined);
  let serial = 0;
  for (const name of readdirSync(join(root, "jobs"))) {
    if (isDead(name)) moveAway(join(root, "jobs", name), join(root, "trash", `${own.id}-sweep${serial++}`));
  }
  for (const name of readdirSync(join(root, "trash"))) {
    const [id = ""] = name.split("-");
    if (id === own.id || isDead(id)) removeAll(join(root, "trash", name));
  }
  for (const id of readdirSync(join(root, "sessions"))) if (isDead(id)) rmSync(join(root, "sessions", id), { force: true });
}

/** A file that is still being written. */
const FRESH = 60_000;

/** When a session began, if its process lives. */
function liveSince(root: string, id: string): number | undefined {
  const file = join(root, "sessions", id);
  try {
    const { began, ...name } = JSON.parse(readFileSync(file, "utf8")) as ProcessName & { readonly began: number };
    return isAlive(name, began) ? began : undefined;
  } catch {
    const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
    return Date.now() - mtimeMs < FRESH ? mtimeMs : undefined;
  }
}

function remembered(decide: (id: string) => boolean): (id: string) => boolean {
  const known = new Map<string, boolean>();
  return (id) => {
    const found = known.get(id) ?? decide(id);
    known.set(id, found);
    return found;
  };
}
