// Removes what was not used for longest until the store fits its quota, and never what a live session may use.
//
// A session touches what it uses before it relies on it. So what was touched since the oldest live session began stays, and
// each thing is looked at once more after it was moved out of the way: touched meanwhile, it is put back. A thing goes only
// after everything that needs it went: records before trees, manifests before the trees behind them (docs/design-notes.md, "Garbage").

import { existsSync, lstatSync, renameSync } from "node:fs";
import { join } from "node:path";
import { guardedAsync } from "./failures.ts";
import { type Item, takeInventory } from "./inventory.ts";
import { moveAway, removeAll } from "./remove.ts";
import { liveSessions } from "./sessions.ts";
import type { Store } from "./store.ts";

export interface GarbageOptions {
  /** Bytes that may stay. */
  readonly quota: number;
}

export interface GarbageReport {
  readonly quota: number;
  /** Bytes that the store took, and takes now. */
  readonly before: number;
  readonly after: number;
  /** How many of each were removed. */
  readonly removed: { readonly [kind in Item["kind"]]: number };
  /** Bytes that stay although the quota is exceeded, since a running forge may use them. */
  readonly inUse: number;
}

/** Differences between the clock that stamps new files and the one that sessions are dated by. */
const SLACK = 50;

/** Brings the store below its quota, as far as it may. */
export function collectGarbage(store: Store, { quota }: GarbageOptions): Promise<GarbageReport> {
  return guardedAsync(store.root, async () => {
    // In this order: a session that begins after this moment touches whatever it uses after it, too.
    const now = Date.now();
    const floor = Math.min(now, ...liveSessions(store.root).map(({ began }) => began)) - SLACK;
    const items = takeInventory(store.root);
    const before = items.reduce((sum, { size }) => sum + size, 0);
    const eviction = new Eviction(store, floor);
    if (before > quota) {
      // They say that nothing is to be done, which will not be so.
      for (const key of store.records.list("builds")) store.records.remove("builds", key);
      for (const item of byLastUse(items)) {
        if (before - eviction.freed <= quota) break;
        if (eviction.evict(item)) await new Promise(setImmediate);
      }
    }
    const after = before - eviction.freed;
    return { quota, before, after, removed: eviction.removed, inUse: after > quota ? after : 0 };
  });
}

/** Longest unused first, where what is needed counts as used whenever what needs it was. */
function byLastUse(items: readonly Item[]): readonly Item[] {
  const known = new Map<Item, number>();
  const lastUse = (item: Item): number => {
    const found = known.get(item) ?? Math.max(item.used, ...item.dependants.map(lastUse));
    known.set(item, found);
    return found;
  };
  return items.toSorted((a, b) => lastUse(a) - lastUse(b));
}

class Eviction {
  readonly removed = { tree: 0, record: 0, download: 0, cache: 0, log: 0, root: 0, quarantine: 0 };
  freed = 0;
  readonly #root: string;
  readonly #id: string;
  readonly #floor: number;
  readonly #done = new Map<Item, boolean>();
  #serial = 0;

  constructor({ root, session }: Store, floor: number) {
    this.#root = root;
    this.#id = session.id;
    this.#floor = floor;
  }

  /** Removes an item after everything that needs it. False when one of them is in use. */
  evict(item: Item): boolean {
    const known = this.#done.get(item);
    if (known !== undefined) return known;
    const gone = item.dependants.every((dependant) => this.evict(dependant)) && this.#remove(item);
    this.#done.set(item, gone);
    if (gone) {
      this.freed += item.size;
      this.removed[item.kind]++;
    }
    return gone;
  }

  #remove(item: Item): boolean {
    if (this.#isUsed(join(item.path, item.touched))) return false;
    const trash = join(this.#root, "trash", `${this.#id}-gc${this.#serial++}`);
    if (!moveAway(item.path, trash)) return true;
    if (this.#isUsed(join(trash, item.touched)) && !existsSync(item.path)) {
      renameSync(trash, item.path);
      return false;
    }
    removeAll(trash);
    return true;
  }

  #isUsed(file: string): boolean {
    return (lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= this.#floor;
  }
}
