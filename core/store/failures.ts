// Turns what the file system refuses into errors with a code and a next step.
//
// Knows error numbers and the store's root, not what was being done. A refusal that says nothing about the host is passed on
// as it is: it is a bug of ours.

import { ForgeError } from "../model/errors.ts";

/** The coded error for a full, read-only, foreign or failing disk; anything else unchanged. */
export function asStoreError(error: unknown, root: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  switch (error.code) {
    case "ENOSPC":
    case "EDQUOT":
      return new ForgeError({
        code: "FORGE5001",
        message:
          error.code === "EDQUOT"
            ? `the user's quota on the disk of the store ${root} is used up`
            : `the disk of the store ${root} is full`,
        help: "make room, or lower the quota and run `forge gc`; nothing that was in the store is lost",
        cause: error,
      });
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return new ForgeError({
        code: "FORGE5007",
        message: `the store ${root} cannot be written: ${error.message}`,
        help: "mend the permissions, or name another store with `--store DIRECTORY`",
        cause: error,
      });
    case "EIO":
      return new ForgeError({
        code: "FORGE5004",
        message: `the disk of the store ${root} reports errors: ${error.message}`,
        help: "check the disk, then run `forge fsck`",
        cause: error,
      });
    default:
      return error;
  }
}

/** Runs something that writes to the store. */
export function guarded<Value>(root: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw asStoreError(error, root);
  }
}

/** Runs something that writes to the store and takes its time. */
export async function guardedAsync<Value>(root: string, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    throw asStoreError(error, root);
  }
}

/** Whether the file system said that something is not there. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR");
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
