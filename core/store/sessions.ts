// The processes that use a store now, each the name of an empty file, and what dead ones left behind.
//
// A session begins before its first look at the store and ends with its process. What a session may use is what was touched
// since it began; core/store/gc.ts rests on that. Names of jobs and trash begin with the session's, so a dead one's are found.
// All is said by the name, so that there is nothing half-written, and a full disk can still be cleaned.

import { randomBytes } from "node:crypto";
import { closeSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { guarded } from "./failures.ts";
import { isAlive, type ProcessName, thisProcess } from "./processes.ts";
import { moveAway, removeAll } from "./remove.ts";

export interface Session {
  /** Seven characters. */
  readonly id: string;
  /** Milliseconds of the epoch. */
  readonly began: number;
}

interface NamedSession extends Session {
  readonly process: ProcessName;
}

/** Makes this process known. */
export function beginSession(root: string): Session {
  const session = { id: randomBytes(4).toString("hex").slice(0, 7), began: Date.now(), process: thisProcess() };
  guarded(root, () => closeSync(openSync(join(root, "sessions", nameOf(session)), "wx")));
  return session;
}

export function endSession(root: string, { id }: Session): void {
  for (const name of readdirSync(join(root, "sessions")))
    if (name.startsWith(`${id}.`)) rmSync(join(root, "sessions", name), { force: true });
}

/** Sessions whose process lives. */
export function liveSessions(root: string): readonly Session[] {
  return sessions(root).filter(isLive);
}

/** Removes what processes left that ended without cleaning up. Costs three listings when there is nothing. */
export function sweep(root: string, own: Session): void {
  const left = [...readdirSync(join(root, "jobs")), ...readdirSync(join(root, "trash"))];
  // Listed after what they own: a session that is not here now has ended, for it begins before it owns anything.
  const all = sessions(root);
  const live = new Set(all.filter(isLive).map(({ id }) => id));
  let serial = 0;
  for (const name of new Set(left)) {
    const [id = ""] = name.split("-");
    if (live.has(id)) continue;
    moveAway(join(root, "jobs", name), join(root, "trash", `${own.id}-sweep${serial++}`));
    removeAll(join(root, "trash", name));
  }
  while (serial-- > 0) removeAll(join(root, "trash", `${own.id}-sweep${serial}`));
  for (const session of all) if (!live.has(session.id)) rmSync(join(root, "sessions", nameOf(session)), { force: true });
}

function sessions(root: string): readonly NamedSession[] {
  return readdirSync(join(root, "sessions")).map((name) => {
    const [id = "", pid, start = "", began, boot = "", host = "", namespace = ""] = name.split(".");
    return { id, began: Number(began), process: { pid: Number(pid), start, boot, host, namespace } };
  });
}

function nameOf({ id, began, process: { pid, start, boot, host, namespace } }: NamedSession): string {
  return [id, pid, start, began, boot, host, namespace].join(".");
}

function isLive({ process, began }: NamedSession): boolean {
  return isAlive(process, began);
}
