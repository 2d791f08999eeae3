// The file in which another program pins what is to be fetched: of the project, or of the sources before.

import { lstatSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";

export interface LockFile {
  readonly text: string;
  /** What messages call it. */
  readonly name: string;
  /** What messages say where something in it is: nothing where it is no file of the project. */
  at(line: number): { readonly place?: { readonly file: string; readonly line: number } };
}

/**
 * Reads the file `lock` of the project, or `name` in the sources before. Ends with FORGE2013 when it is not there; undefined
 * when it is `optional`.
 */
export function readLockFile(ctx: DriverContext, lock: string | undefined, name: string): LockFile {
  return (
    findLockFile(ctx, lock, name) ??
    ctx.fail(
      "FORGE2013",
      `the sources before it have no ${name}`,
      "list the source that has it before this one, with the same `at`; or name a file of the project by `lock`",
    )
  );
}

export function findLockFile(ctx: DriverContext, lock: string | undefined, name: string): LockFile | undefined {
  const file = lock === undefined ? join(ctx.previous ?? "/nonexistent", name) : join(ctx.project, lock);
  // A link in sources from elsewhere leads nowhere.
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  const shown = lock === undefined ? name : posix.normalize(lock);
  return { text: readFileSync(file, "utf8"), name: shown, at: (line) => (lock === undefined ? {} : { place: { file: shown, line } }) };
}
