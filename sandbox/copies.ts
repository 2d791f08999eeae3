// Lays stored directories over one another by copying: what is done where the store's file system cannot be overlaid.
//
// The result looks the same from inside and is slower to make. What was written later is told from what was copied by
// the time at which the inode last changed, which no program can set; so this file ends by waiting for that clock to move.

import {
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import type { StagedMount } from "../core/model/sandbox.ts";
import type { Overlay, OverlayPlace } from "./overlay.ts";

export interface Copies {
  readonly overlays: readonly Overlay[];
  /** Milliseconds of the epoch: an inode that changed earlier was copied, not written by a command. */
  readonly copiedBefore: number;
}

/** Copies each mount's directories into one, bottom first. A job directory that was used before is left as it is. */
export async function prepareCopies(mounts: readonly StagedMount[], { storeRoot, jobDirectory }: OverlayPlace): Promise<Copies> {
  const place = join(jobDirectory, "sandbox");
  const overlays = mounts.map(({ at }, index): Overlay => {
    const upper = join(place, `copy${index}`);
    return { at, directory: relative(storeRoot, upper), upper };
  });
  const done = join(place, "copied");
  if (!existsSync(done)) {
    for (const [index, { upper }] of overlays.entries()) {
      rmSync(upper, { recursive: true, force: true });
      mkdirSync(upper);
      for (const lower of mounts[index]?.lowers ?? []) await copyLayer(join(storeRoot, lower), upper);
    }
    writeFileSync(done, "");
    nextTick(join(place, "tick"), lstatSync(done).ctimeMs);
  }
  return { overlays, copiedBefore: lstatSync(join(place, "tick")).ctimeMs };
}

/** Whether a job directory was copied into before: then what lies there is the root, whatever the host can do now. */
export function isCopied(jobDirectory: string): boolean {
  return existsSync(join(jobDirectory, "sandbox", "copied"));
}

/** After so many entries other work of this process gets its turn. */
const AT_ONCE = 256;

/** What the kernel's overlay would show: directories join, anything else takes the place of what was there. */
async function copyLayer(from: string, to: string): Promise<void> {
  const pending = [""];
  const directories: string[] = [];
  let entries = 0;
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    directories.push(directory);
    for (const entry of readdirSync(join(from, directory), { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (++entries % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
      const there = lstatSync(join(to, path), { throwIfNoEntry: false });
      if (there && !(there.isDirectory() && entry.isDirectory())) rmSync(join(to, path), { recursive: true });
      if (entry.isDirectory()) {
        if (!there?.isDirectory()) mkdirSync(join(to, path));
        pending.push(path);
      } else copyLeaf(join(from, path), join(to, path), entry.isSymbolicLink());
    }
  }
  for (const directory of directories) {
    const { mtimeMs } = lstatSync(join(from, directory));
    utimesSync(join(to, directory), mtimeMs / 1000, mtimeMs / 1000);
  }
}

function copyLeaf(from: string, to: string, isLink: boolean): void {
  const seconds = lstatSync(from).mtimeMs / 1000;
  if (isLink) {
    symlinkSync(readlinkSync(from), to);
    lutimesSync(to, seconds, seconds);
  } else {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    utimesSync(to, seconds, seconds);
  }
}

/** Rewrites a file until its inode's time is later than `than`: the kernel's clock for that moves in steps of some milliseconds. */
function nextTick(file: string, than: number): void {
  do writeFileSync(file, "");
  while (lstatSync(file).ctimeMs <= than);
}
