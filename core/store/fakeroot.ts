// The state that `fakeroot -s` leaves: what owners, modes and devices the programs under it believe their files to have.
//
// One line a file, by device and inode number, so it must be read while the files are still the ones that were built.

import { readFileSync } from "node:fs";
import { ForgeError } from "../model/errors.ts";
import { isMissing } from "./failures.ts";

export interface FakeOwner {
  readonly uid: number;
  readonly gid: number;
  /** Type and permission bits, as stat(2) would say. */
  readonly mode: number;
  readonly rdev: number;
}

/** Looks a file up by device and inode number. */
export type FakerootState = (device: number, inode: number) => FakeOwner | undefined;

const LINE = /^dev=([0-9a-f]+),ino=(\d+),mode=([0-7]+),uid=(\d+),gid=(\d+),nlink=\d+,rdev=(\d+)$/;

/** Reads a state file. Throws FORGE3005 when the command that should have left it did not. */
export function readFakerootState(file: string): FakerootState {
  const owners = new Map<string, FakeOwner>();
  for (const line of read(file).split("\n")) {
    if (line === "") continue;
    const match = LINE.exec(line);
    if (!match)
      throw new ForgeError({
        code: "FORGE3005",
        message: `the fakeroot state has a line that cannot be read: ${line}`,
        help: "the last command must be run by `fakeroot -s FILE`",
      });
    const [, device = "", inode = "", mode = "", uid, gid, rdev] = match;
    owners.set(`${Number.parseInt(device, 16)}:${inode}`, {
      mode: Number.parseInt(mode, 8),
      uid: Number(uid),
      gid: Number(gid),
      rdev: Number(rdev),
    });
  }
  return (device, inode) => owners.get(`${device}:${inode}`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new ForgeError({
      code: "FORGE3005",
      message: `no fakeroot state was left at ${file}`,
      help: "run the commands by `fakeroot -s FILE`, with FILE below /forge/scratch",
    });
  }
}
