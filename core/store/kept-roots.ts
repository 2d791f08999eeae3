// Sandboxes of builds that failed, as they were left: job directories that got a name instead of being removed.
//
// One for each name, the newest. Each appears and goes by one rename, so a process that is killed meanwhile leaves one or none.
// What a live process has in use stays. Knows nothing of what lies in them beyond the file that describes it.

import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../model/json.ts";
import { hasCode, isMissing } from "./failures.ts";
import { DESCRIPTION, roomBelow } from "./inventory.ts";
import { touchFile } from "./records.ts";
import { liveSessions, type Session } from "./sessions.ts";

/** File that names the session which has a root in use. */
const USER = "user";

export interface KeptRootsPlace {
  readonly root: string;
  readonly session: Session;
  /** Takes a directory out of the way. */
  readonly discard: (directory: string) => void;
}

export interface KeptRoot {
  /** Absolute. */
  readonly directory: string;
  readonly description: Json;
}

export interface KeepLimits {
  /** How many roots there may be. */
  readonly count: number;
  /** Bytes that they may take together. */
  readonly size: number;
}

export class KeptRoots {
  readonly #place: KeptRootsPlace;

  constructor(place: KeptRootsPlace) {
    this.#place = place;
  }

  /** Keeps a job directory in place of what has the name. False where that is in use, or the disk does not take it. */
  async keep(job: string, name: string, description: JsonObject): Promise<boolean> {
    try {
      writeFileSync(join(job, DESCRIPTION), JSON.stringify({ ...description, size: await roomBelow(job) }));
      if (this.#isInUse(this.directory(name))) return false;
      this.drop(name);
      renameSync(job, this.directory(name));
      return true;
    } catch (error) {
      // Another process kept its own at the same moment; or there is no room, which whoever fails for it will say.
      if (["ENOTEMPTY", "EEXIST", "ENOSPC", "EDQUOT"].some((code) => hasCode(error, code))) return false;
      throw error;
    }
  }

  find(name: string): KeptRoot | undefined {
    const directory = this.directory(name);
    try {
      return { directory, description: JSON.parse(readFileSync(join(directory, DESCRIPTION), "utf8")) as Json };
    } catch (error) {
      // Cut short by a loss of power: then the rest is in doubt, too.
      if (isMissing(error) || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** Says something else of a root. */
  async describe(name: string, description: JsonObject): Promise<void> {
    const file = join(this.directory(name), DESCRIPTION);
    writeFileSync(`${file}.new`, JSON.stringify({ ...description, size: await roomBelow(this.directory(name)) }));
    renameSync(`${file}.new`, file);
  }

  /** Has a root in use until it is disposed of. */
  use(name: string): Disposable {
    const directory = this.directory(name);
    touchFile(join(directory, DESCRIPTION));
    writeFileSync(join(directory, USER), this.#place.session.id);
    return { [Symbol.dispose]: () => rmSync(join(directory, USER), { force: true }) };
  }

  /** Removes a root, unless somebody uses it. */
  drop(name: string): void {
    const directory = this.directory(name);
    if (existsSync(directory) && !this.#isInUse(directory)) this.#place.discard(directory);
  }

  /** Removes what is used by nobody until the others are within the limits, the oldest first. */
  trim({ count, size }: KeepLimits): void {
    let room = 0;
    for (const [index, root] of this.#newest().entries()) {
      room += root.size;
      if ((index < count && room <= size) || this.#isInUse(root.directory)) continue;
      this.#place.discard(root.directory);
      room -= root.size;
    }
  }

  directory(name: string): string {
    return join(this.#place.root, "failed", name);
  }

  /** All, those first that were used last. */
  #newest(): readonly { readonly directory: string; readonly used: number; readonly size: number }[] {
    return readdirSync(join(this.#place.root, "failed"))
      .map((name) => {
        const { directory, description } = this.find(name) ?? { directory: this.directory(name), description: {} };
        const used = lstatSync(join(directory, DESCRIPTION), { throwIfNoEntry: false })?.mtimeMs ?? 0;
        const { size = 0 } = description as { readonly size?: number };
        return { directory, used, size };
      })
      .toSorted((a, b) => b.used - a.used);
  }

  #isInUse(directory: string): boolean {
    let user: string;
    try {
      user = readFileSync(join(directory, USER), "utf8");
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
    return liveSessions(this.#place.root).some(({ id }) => id === user);
  }
}
