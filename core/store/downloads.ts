// Files as they were downloaded, by the sha256 of their contents. What is there was verified.

import { constants, copyFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ForgeError } from "../model/errors.ts";
import { isDigest } from "../model/ids.ts";
import { type Barrier, syncPath } from "./durable.ts";
import { guardedAsync, hasCode } from "./failures.ts";
import { touchFile } from "./records.ts";
import { hashFiles } from "./workers.ts";

export interface DownloadPlace {
  readonly root: string;
  readonly barrier: Barrier;
  readonly temporary: () => string;
}

export class Downloads {
  readonly #place: DownloadPlace;

  constructor(place: DownloadPlace) {
    this.#place = place;
  }

  /** Absolute path of the file with this digest, if it is there. Says at the same time that it is in use. */
  path(sha256: string): string | undefined {
    const file = this.#file(sha256);
    return touchFile(file) ? file : undefined;
  }

  /** Moves a file into the store once its digest is found to be right. Throws FORGE2005 and leaves the file when it is not. */
  async adopt(file: string, sha256: string): Promise<void> {
    const { root, barrier, temporary } = this.#place;
    const target = this.#file(sha256);
    await guardedAsync(root, async () => {
      const [found] = await hashFiles("", [{ path: file, size: 0 }]);
      if (found !== sha256) {
        throw new ForgeError({
          code: "FORGE2005",
          message: `a download has the digest ${found}, not ${sha256}`,
          help: "if the change is wanted, track the source again",
        });
      }
      const fresh = temporary();
      move(file, fresh);
      await syncPath(fresh);
      renameSync(fresh, target);
      barrier.mark(join(root, "downloads"));
    });
  }

  #file(sha256: string): string {
    if (!isDigest(sha256)) throw new Error(`internal: ${JSON.stringify(sha256)} is no digest`);
    return join(this.#place.root, "downloads", sha256);
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!hasCode(error, "EXDEV")) throw error;
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    rmSync(from);
  }
}
