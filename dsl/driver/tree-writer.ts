// Writes members of an archive below a directory, and nothing anywhere else.
//
// Every step of every path is looked at: a member may go through a symbolic link only while it stays inside. Links are kept
// as they are, but for those that lead out; what comes out is 0644, 0755, and inodes of their own.

import { closeSync, constants, copyFileSync, lstatSync, mkdirSync, openSync, readlinkSync, rmSync, symlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { unacceptable } from "./member.ts";

/** More links than this on one way is a circle. */
const MOST_LINKS = 40;

export class TreeWriter {
  readonly #root: string;
  readonly #archive: string;
  /** Directories that are known to be real ones. They stay so: nothing replaces a directory. */
  readonly #directories = new Set<string>();

  /** `archive` is what messages call it. */
  constructor(root: string, archive: string) {
    this.#root = root;
    this.#archive = archive;
  }

  directory(names: readonly string[]): void {
    this.#enter(names);
  }

  async file(names: readonly string[], content: AsyncIterable<Uint8Array>, executable: boolean): Promise<void> {
    const path = this.#make(names);
    const descriptor = openSync(path, "wx", executable ? 0o755 : 0o644);
    try {
      for await (const chunk of content) {
        for (let written = 0; written < chunk.length; ) written += writeSync(descriptor, chunk, written);
      }
    } finally {
      closeSync(descriptor);
    }
  }

  /** `above` says how many directories were taken off the member's path: so far up is still the archive. */
  symlink(names: readonly string[], target: string, above: number): void {
    if (target === "") throw this.#refuse(names, "is a link to nothing");
    const parent = this.#enter(names.slice(0, -1));
    if (!target.startsWith("/") && climbsOut(target, parent.length + above))
      throw this.#refuse(names, `is a link to "${target}", which leads out`);
    symlinkSync(target, this.#make(names));
  }

  /** A copy: files of a tree own their inodes. */
  hardlink(names: readonly string[], target: readonly string[]): void {
    const from = join(this.#root, ...this.#enter(target.slice(0, -1)), target.at(-1) ?? "");
    const status = lstatSync(from, { throwIfNoEntry: false });
    const to = this.#make(names);
    if (from === to) return;
    if (status?.isFile()) copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    else if (status?.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else throw this.#refuse(names, `is a hard link to "${target.join("/")}", which is no file that came before it`);
  }

  /** The free path for a member. What is there already is replaced, unless it is a directory. */
  #make(names: readonly string[]): string {
    const path = join(this.#root, ...this.#enter(names.slice(0, -1)), names.at(-1) ?? "");
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status?.isDirectory()) throw this.#refuse(names, "is a directory and something else");
    if (status) rmSync(path);
    return path;
  }

  /** Where a directory really lies, below the root. Makes what is missing. */
  #enter(names: readonly string[]): readonly string[] {
    const at: string[] = [];
    const pending = [...names];
    let links = 0;
    for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
      if (name === "" || name === ".") continue;
      if (name === "..") {
        if (at.pop() === undefined) throw this.#refuse(names, "goes through a link that leads out");
        continue;
      }
      const target = this.#step([...at, name], names);
      if (target === undefined) at.push(name);
      else if (target.startsWith("/") || ++links > MOST_LINKS) throw this.#refuse(names, "goes through a link that leads out");
      else pending.unshift(...target.split("/"));
    }
    return at;
  }

  /** Makes sure that a directory is there; or gives the target of the link that is. */
  #step(at: readonly string[], names: readonly string[]): string | undefined {
    const key = at.join("/");
    if (this.#directories.has(key)) return undefined;
    const path = join(this.#root, ...at);
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status?.isSymbolicLink()) return readlinkSync(path);
    if (status && !status.isDirectory()) throw this.#refuse(names, `lies in "${key}", which is a file`);
    if (!status) mkdirSync(path, 0o755);
    this.#directories.add(key);
    return undefined;
  }

  #refuse(names: readonly string[], why: string): Error {
    return unacceptable(this.#archive, `"${names.join("/")}" ${why}`);
  }
}

/** Whether a link's target leaves what lies `depth` directories above it. */
function climbsOut(target: string, depth: number): boolean {
  let left = depth;
  for (const name of target.split("/")) {
    if (name === "..") left--;
    else if (name !== "" && name !== ".") left++;
    if (left < 0) return true;
  }
  return false;
}
