// The store: trees, records and downloads below one directory, shared by the forge processes of one user.
//
// Opening it makes it if need be, makes this process known, and sweeps what dead processes left. Plain files, no database,
// no locks: things appear by rename, and only once they are durable (invariant 4).

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Discards } from "./discards.ts";
import { Downloads } from "./downloads.ts";
import { Barrier } from "./durable.ts";
import { guarded } from "./failures.ts";
import { openFormat } from "./format.ts";
import { KeptRoots } from "./kept-roots.ts";
import { Records } from "./records.ts";
import { removeAll } from "./remove.ts";
import { beginSession, endSession, type Session, sweep } from "./sessions.ts";
import { TreeStore } from "./trees.ts";

export interface Store {
  /** Absolute. */
  readonly root: string;
  readonly records: Records;
  readonly trees: TreeStore;
  readonly downloads: Downloads;
  readonly session: Session;
  /** Sandboxes of builds that failed. */
  readonly kept: KeptRoots;
  /** A fresh directory on the store's file system, absolute. Whoever asked discards it; what a dead process left is swept. */
  createJob(purpose: string): string;
  /** Takes a job directory out of the way, whatever modes were left in it, and removes it when there is time. */
  discard(job: string): void;
  /** Ends the session. The store must not be used afterwards. */
  close(): void;
}

/** Opens a store, making it if there is none. Throws FORGE5001, FORGE5002, FORGE5003, FORGE5007. */
export function openStore(directory: string): Store {
  const root = resolve(directory);
  openFormat(root);
  const session = beginSession(root);
  guarded(root, () => sweep(root, session));
  const scratch = join(root, "jobs", session.id);
  const barrier = new Barrier();
  let serial = 0;
  const temporary = (): string => {
    if (serial === 0) mkdirSync(scratch);
    return join(scratch, `${serial++}`);
  };
  const place = { root, barrier, temporary };
  const discards = new Discards(temporary);
  return {
    root,
    session,
    records: new Records(place),
    trees: new TreeStore(place),
    downloads: new Downloads(place),
    kept: new KeptRoots({ root, session, discard: (directory) => discards.add(directory) }),
    createJob: (purpose) =>
      guarded(root, () => {
        const job = `${temporary()}-${purpose.replace(/[^\w-]/g, "")}`;
        mkdirSync(job);
        return job;
      }),
    discard: (job) => guarded(root, () => discards.add(job)),
    close: () => {
      discards.close();
      removeAll(scratch);
      endSession(root, session);
    },
  };
}
