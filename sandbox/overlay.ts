// Lays stored directories over one another: what must be mounted before bubblewrap starts, and where.
//
// Makes the directories it needs below `<job>/sandbox`; mounts nothing itself. All names in mount options are short and
// relative to the store, since the kernel takes no more than a page of them. A job directory may be used again: what was
// written to the upper layers is found again.

import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join, relative } from "node:path";
import type { StagedMount } from "../core/model/sandbox.ts";
import { TREE_MTIME } from "../core/model/tree.ts";

export interface Overlay {
  readonly at: string;
  /** Directory that shows the merged files once mounted; the plain directory itself where nothing is staged. */
  readonly directory: string;
  /** Where writes are found from outside. */
  readonly upper: string;
  /** For mount(8), absent for a plain directory. */
  readonly options?: string;
}

export interface OverlayPlace {
  readonly storeRoot: string;
  readonly jobDirectory: string;
}

/** Prepares an overlay for each mount. Names in the result are relative to the store, but for `upper`. */
export function prepareOverlays(mounts: readonly StagedMount[], { storeRoot, jobDirectory }: OverlayPlace): readonly Overlay[] {
  const job = mountable(relative(storeRoot, jobDirectory));
  return mounts.map(({ at, lowers }, index) => {
    const name = (part: string): string => `${job}/sandbox/${part}${index}`;
    const upper = join(storeRoot, name("upper"));
    mkdirSync(upper, { recursive: true });
    // What is seen of a merged root is what its upper directory has: it is as old as all that is staged.
    utimesSync(upper, TREE_MTIME, TREE_MTIME);
    if (lowers.length === 0) return { at, directory: name("upper"), upper };
    mkdirSync(join(storeRoot, name("merged")), { recursive: true });
    makeWorkDirectory(join(storeRoot, name("work")));
    const lowerdir = layers(lowers, { storeRoot, links: name("layer") });
    // Nothing that is written here outlives the job, so the kernel need not sync the store's file system when it unmounts.
    const options = `${lowerdir},upperdir=${name("upper")},workdir=${name("work")},userxattr,volatile`;
    return { at, directory: name("merged"), upper, options };
  });
}

/** Options that show, read-only, what an overlay's lowers and its upper layer make together. */
export function readOnlyOptions(lowers: readonly string[], upper: string, { storeRoot, jobDirectory }: OverlayPlace): string {
  const job = relative(storeRoot, jobDirectory);
  return `ro,${layers([...lowers, relative(storeRoot, upper)], { storeRoot, links: `${job}/sandbox/list` })},userxattr`;
}

/** An empty one: a volatile overlay marks its work directory as not to be mounted again, and leaves mode 000 there. */
function makeWorkDirectory(work: string): void {
  for (const inner of ["work", "work/incompat", "work/incompat/volatile"]) {
    if (existsSync(join(work, inner))) chmodSync(join(work, inner), 0o700);
  }
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
}

/** mount(8) refuses options of more than 4 KiB; the upper and work directories need their share. */
const LONGEST_LAYERS = 3_500;

/** `lowerdir=…`, top first as the kernel wants it; through short links where the names are too long. */
function layers(lowers: readonly string[], { storeRoot, links }: { readonly storeRoot: string; readonly links: string }): string {
  const plain = lowers.map(mountable).toReversed();
  const text = `lowerdir=${plain.join(":")}`;
  if (text.length <= LONGEST_LAYERS) return text;
  rmSync(join(storeRoot, links), { recursive: true, force: true });
  mkdirSync(join(storeRoot, links));
  const short = plain.map((name, index) => {
    symlinkSync(join(storeRoot, name), join(storeRoot, links, index.toString(36)));
    return `${links}/${index.toString(36)}`;
  });
  return `lowerdir=${short.join(":")}`;
}

/** Refuses what mount(8) or the kernel would take for a separator or an escape. */
function mountable(name: string): string {
  if (!/^[\w./+@=-]+$/.test(name)) throw new Error(`internal: ${name} cannot stand in mount options`);
  return name;
}
