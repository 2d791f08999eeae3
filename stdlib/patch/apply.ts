// Applies a patch to a directory: all of it, or nothing and an error with the line of the patch that cannot be done.
//
// No file is touched before every hunk has found its place. Names cannot leave the directory, not through links either.

import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { applyBinary } from "./binary.ts";
import { type FilePatch, PatchError } from "./model.ts";
import { strippedName } from "./names.ts";
import { parsePatch } from "./parse.ts";
import { placeHunks } from "./place-hunks.ts";

export interface PatchOptions {
  /** How many leading directories are taken off names. */
  readonly strip: number;
  readonly fuzz: number;
}

/** Applies a patch's bytes; gives how many files it changed. Throws PatchError. */
export function applyPatch(directory: string, patch: Uint8Array, options: PatchOptions): number {
  const files = parsePatch(Buffer.from(patch).toString("latin1"));
  const changes = new Changes(directory);
  const leaving = new Set(files.flatMap((file) => (file.action === "rename" ? [stripped(file.oldName, file, options)] : [])));
  for (const file of files) change(file, { ...options, changes, leaving });
  return changes.write();
}

type State = { readonly content: Buffer; readonly mode: "file" | "executable" | "symlink" } | undefined;

/** What files will be. */
class Changes {
  readonly #directory: string;
  readonly #states = new Map<string, State>();
  /** Files that are there only because of the patch. */
  readonly #placed = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** As it is by now. Throws PatchError when the path leads through a link or a file, or to a directory. */
  get(path: string, line: number): State {
    for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
      const isThere = this.#states.has(parent) ? this.#states.get(parent) !== undefined : isLink(join(this.#directory, parent));
      if (isThere) throw new PatchError(line, `"${path}" leads through ${parent}, which is no directory`, { malformed: true });
    }
    return this.#states.has(path) ? this.#states.get(path) : this.#onDisk(path, line);
  }

  /** As it was: what git's renames and copies speak of. What only the patch makes, as it is by now. */
  original(path: string, line: number): State {
    const now = this.get(path, line);
    return this.#onDisk(path, line) ?? now;
  }

  put(path: string, state: NonNullable<State>, line: number): void {
    if ([...this.#states].some(([other, there]) => there !== undefined && other.startsWith(`${path}/`)))
      throw new PatchError(line, `"${path}" is a directory`);
    this.#states.set(path, state);
    this.#placed.add(path);
  }

  drop(path: string): void {
    this.#states.set(path, undefined);
    this.#placed.delete(path);
  }

  /** For a rename, which may have put something else in the place of what was there. */
  remove(path: string): void {
    if (!this.#placed.has(path) || !isFile(join(this.#directory, path))) this.#states.set(path, undefined);
  }

  #onDisk(path: string, line: number): State {
    const file = join(this.#directory, path);
    const status = lstatSync(file, { throwIfNoEntry: false });
    if (status === undefined) return undefined;
    if (status.isSymbolicLink()) return { content: readlinkSync(file, "buffer"), mode: "symlink" };
    if (!status.isFile()) throw new PatchError(line, `"${path}" is a directory`);
    return { content: readFileSync(file), mode: (status.mode & 0o100) !== 0 ? "executable" : "file" };
  }

  write(): number {
    for (const [path, state] of this.#states) if (state === undefined) this.#remove(path);
    for (const [path, state] of this.#states) if (state !== undefined) this.#put(path, state);
    return this.#states.size;
  }

  #put(path: string, { content, mode }: NonNullable<State>): void {
    const file = join(this.#directory, path);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    if (mode === "symlink") symlinkSync(content, file);
    else {
      writeFileSync(file, content);
      chmodSync(file, mode === "executable" ? 0o755 : 0o644);
    }
  }

  /** With the directories that are empty then. */
  #remove(path: string): void {
    rmSync(join(this.#directory, path), { force: true });
    for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
      const directory = join(this.#directory, parent);
      if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() || readdirSync(directory).length > 0) break;
      rmdirSync(directory);
    }
  }
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function isFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

interface Applying extends PatchOptions {
  readonly changes: Changes;
  /** Names that renames of the patch take away. */
  readonly leaving: ReadonlySet<string>;
}

function change(file: FilePatch, applying: Applying): void {
  const { changes, leaving, fuzz } = applying;
  const { action, line } = file;
  const to = targetOf(file, applying);
  const isMoved = action === "rename" || action === "copy";
  const from = isMoved ? stripped(file.oldName, file, applying) : to;
  const old = isMoved ? changes.original(from, line) : changes.get(from, line);
  if (action === "create" || (isMoved && !leaving.has(to))) refuseThere(changes.get(to, line), to, line);
  if (action !== "create" && old === undefined) throw notThere(from, line);
  const content = contentOf(file, old?.content ?? Buffer.alloc(0), { fuzz, name: from });
  if (action === "delete" && content.length > 0) {
    const help = "make the patch again from what it is applied to";
    throw new PatchError(line, `it removes ${from}, which has more in it than the patch says`, { help });
  }
  if (action === "delete") changes.drop(from);
  else {
    if (action === "rename") changes.remove(from);
    changes.put(to, { content, mode: modeOf(file.newMode) ?? old?.mode ?? "file" }, line);
  }
}

function notThere(path: string, line: number): PatchError {
  return new PatchError(line, `it changes ${path}, which is not there`, {
    help: "name the sources that have the file before the patch, or take off another number of directories by `strip`",
  });
}

function stripped(name: string | undefined, { isWhole, line }: FilePatch, { strip }: PatchOptions): string {
  if (name === undefined) throw new PatchError(line, "it names no file", { malformed: true });
  // The names of renames have no first directory `a` or `b`.
  return strippedName(name, isWhole ? Math.max(0, strip - 1) : strip, line);
}

/** Of two names, as in `--- file.orig` and `+++ file`, the one that is there. */
function targetOf(file: FilePatch, options: Applying): string {
  const { changes } = options;
  const { action, oldName, newName, line } = file;
  if (action !== "modify" || oldName === undefined || newName === undefined) return stripped(newName ?? oldName, file, options);
  const preferred = stripped(newName, file, options);
  if (oldName === newName || changes.get(preferred, line) !== undefined) return preferred;
  const other = stripped(oldName, file, options);
  return changes.get(other, line) === undefined ? preferred : other;
}

/** An empty file is as good as none: some programs cannot say the difference. */
function refuseThere(state: State, path: string, line: number): void {
  if (state !== undefined && state.content.length > 0)
    throw new PatchError(line, `it makes ${path}, which is there already`, { help: "leave the patch out if it is applied already" });
}

function contentOf({ hunks, binary }: FilePatch, old: Buffer, options: { readonly fuzz: number; readonly name: string }): Buffer {
  if (binary) return applyBinary(binary, old);
  return hunks.length === 0 ? old : Buffer.from(placeHunks(old.toString("latin1"), hunks, options), "latin1");
}

function modeOf(mode: number | undefined): NonNullable<State>["mode"] | undefined {
  if (mode === undefined) return undefined;
  if (mode >> 9 === 0o120) return "symlink";
  return (mode & 0o100) !== 0 ? "executable" : "file";
}
