// Verifies everything in a store by its digest. What is wrong is moved to quarantine/, and the records that need it are
// removed, so that the next build makes it again.
//
// Knows nothing of what records mean beyond the trees they name. Whether the result is a failure is the command's to say.

import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { isDigest, type TreeDigest } from "../model/ids.ts";
import { checkTree, type SoundTree } from "./check-tree.ts";
import { guardedAsync, isMissing } from "./failures.ts";
import { INDEXES, readRecord, treesOf } from "./records.ts";
import type { Store } from "./store.ts";
import { hashFiles } from "./workers.ts";

export interface CheckReport {
  /** How many of each were sound. */
  readonly trees: number;
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
  readonly downloads: number;
  /** What was moved aside, relative to the store, and why. */
  readonly quarantined: readonly { readonly path: string; readonly reason: string }[];
  /** Records that were removed because they named something in quarantine. */
  readonly forgotten: number;
}

/** Checks the whole store. */
export function checkStore(store: Store): Promise<CheckReport> {
  return guardedAsync(store.root, async () => {
    const check = new Check(store);
    const sound = await check.trees();
    const downloads = await check.downloads();
    const { records, forgotten } = check.records(new Set(sound.keys()));
    if (check.quarantined.length > 0) for (const key of store.records.list("builds")) store.records.remove("builds", key);
    const headers = [...sound.values()].map(({ header }) => header);
    return {
      trees: sound.size,
      files: headers.reduce((sum, { files }) => sum + files, 0),
      bytes: headers.reduce((sum, { bytes }) => sum + bytes, 0),
      records,
      downloads,
      quarantined: check.quarantined,
      forgotten,
    };
  });
}

class Check {
  readonly quarantined: { path: string; reason: string }[] = [];
  readonly #store: Store;
  readonly #aside: string;

  constructor(store: Store) {
    this.#store = store;
    this.#aside = join(store.root, "quarantine", `${new Date().toISOString().replace(/[-:.]/g, "")}-${store.session.id}`);
  }

  /** Every sound tree. */
  async trees(): Promise<ReadonlyMap<TreeDigest, SoundTree>> {
    const sound = new Map<TreeDigest, SoundTree>();
    for (const name of readdirSync(join(this.#store.root, "trees"))) {
      const result = isDigest(name) ? await this.#tree(name as TreeDigest) : "it is no tree";
      if (typeof result === "string") this.#quarantine(join("trees", name), result);
      else if (result) sound.set(name as TreeDigest, result);
    }
    for (const [tree, { header, hasFiles, blobs }] of sound) {
      if (hasFiles) continue;
      const behind = header.backing.map((owner) => sound.get(owner));
      const lacking = [...blobs].some((blob) => !behind.some((owner) => owner?.hasFiles && owner.blobs.has(blob)));
      if (!lacking) continue;
      sound.delete(tree);
      this.#quarantine(join("trees", tree), "contents that it needs of another tree are lacking");
    }
    return sound;
  }

  /** Counts sound downloads. */
  async downloads(): Promise<number> {
    let count = 0;
    for (const name of readdirSync(join(this.#store.root, "downloads"))) {
      const path = join("downloads", name);
      const [found] = await orGone(() => hashFiles(this.#store.root, [{ path: `/${path}`, size: 0 }])).then((digests) => digests ?? []);
      if (found === name) count++;
      else if (found !== undefined) this.#quarantine(path, `its contents have the digest ${found}`);
    }
    return count;
  }

  /** Counts sound records, and forgets those that name what is not there. */
  records(trees: ReadonlySet<TreeDigest>): { readonly records: number; readonly forgotten: number } {
    let records = 0;
    let forgotten = 0;
    const hadQuarantined = this.quarantined.length > 0;
    for (const index of INDEXES) {
      for (const key of this.#store.records.list(index)) {
        const value = readRecord(this.#store.records.file(index, key));
        const lacking = treesOf(value ?? null).find((tree) => !trees.has(tree) && !existsSync(this.#store.trees.placeOf(tree)));
        if (value === undefined) this.#quarantine(join("records", index, key), "its checksum is wrong");
        else if (lacking === undefined) records++;
        else if (hadQuarantined) {
          this.#store.records.remove(index, key);
          forgotten++;
        } else this.#quarantine(join("records", index, key), `it names the tree ${lacking}, which is not there`);
      }
    }
    return { records, forgotten };
  }

  async #tree(tree: TreeDigest): Promise<string | SoundTree | undefined> {
    return orGone(() => checkTree(this.#store.trees.placeOf(tree), tree)).then((result) => {
      if (result !== undefined) return result;
      // Removed meanwhile by a gc; or it lost a piece.
      return existsSync(this.#store.trees.placeOf(tree)) ? "a file of it is missing" : undefined;
    });
  }

  #quarantine(path: string, reason: string): void {
    mkdirSync(this.#aside, { recursive: true });
    try {
      renameSync(join(this.#store.root, path), join(this.#aside, path.replaceAll("/", "-")));
      this.quarantined.push({ path, reason });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

async function orGone<Value>(look: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
