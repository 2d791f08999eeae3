// Watches directories for changes of names that matter in them.
//
// One watch for each directory, by node:fs, for the places are known one by one: a recursive watch walks and watches what
// nobody reads. A directory sees every way in which its files are saved, renaming included, and files that appear. What
// happened is not interpreted; whoever waits looks again.

import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ForgeError } from "../../model/errors.ts";

/** Names that matter in a directory: some, or all. */
export type Names = ReadonlySet<string> | "all";

/** Milliseconds without another change after which a burst of them is over, and after which it is taken for over. */
const QUIET = 40;
const LONGEST_BURST = 400;

export class DirectoryWatcher implements Disposable {
  /** Called at each change. */
  onChange: ((path: string) => void) | undefined;
  readonly #watchers = new Map<string, FSWatcher>();
  #places: ReadonlyMap<string, Names> = new Map();
  readonly #changed = new Set<string>();
  #wake = (): void => undefined;

  /** How many directories are watched. */
  get size(): number {
    return this.#watchers.size;
  }

  /** From here on these places matter. What is watched already goes on being so without a gap. Throws FORGE4020. */
  watch(places: ReadonlyMap<string, Names>): void {
    this.#places = places;
    for (const [directory, watcher] of this.#watchers) {
      if (places.has(directory)) continue;
      watcher.close();
      this.#watchers.delete(directory);
    }
    for (const directory of places.keys()) if (!this.#watchers.has(directory)) this.#add(directory);
    for (const path of this.#changed) if (!this.#matters(path)) this.#changed.delete(path);
  }

  /** Paths that changed since they were last taken, which they are herewith. */
  take(): readonly string[] {
    const changed = [...this.#changed].sort();
    this.#changed.clear();
    return changed;
  }

  /** Resolves when something has changed, or the signal comes. */
  async changed(signal: AbortSignal): Promise<void> {
    if (this.#changed.size > 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#wake = () => {
        signal.removeEventListener("abort", this.#wake);
        resolve();
      };
      signal.addEventListener("abort", this.#wake);
    });
  }

  /** Resolves when a burst of changes is over, or the signal comes. */
  async calm(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + LONGEST_BURST;
    for (let seen = -1; seen !== this.#changed.size && performance.now() < deadline && !signal.aborted; ) {
      seen = this.#changed.size;
      await pause(QUIET);
    }
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #add(directory: string): void {
    try {
      const watcher = watch(directory, (_, name) => this.#note(directory, name));
      watcher.on("error", () => this.#note(directory, null));
      this.#watchers.set(directory, watcher);
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error)) throw error;
      // What is not there, or may not be read, is noticed where its parent is watched.
      if (error.code === "ENOSPC" || error.code === "EMFILE") throw tooMany(this.#places.size, error);
    }
  }

  #note(directory: string, name: string | null): void {
    const path = name === null ? directory : join(directory, name);
    if (name !== null && !this.#matters(path, directory)) return;
    this.#changed.add(path);
    this.#wake();
    this.onChange?.(path);
  }

  #matters(path: string, directory = join(path, "..")): boolean {
    const names = this.#places.get(directory) ?? this.#places.get(path);
    return names === "all" || names?.has(path.slice(directory.length + 1)) === true;
  }
}

function tooMany(directories: number, cause: Error): ForgeError {
  return new ForgeError({
    code: "FORGE4020",
    message: `this host lets a user watch fewer than the ${directories} directories that are to be watched`,
    help: "raise the limit: sudo sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024",
    cause,
  });
}
