// forge watch: builds, waits until something that the build was made from changes, says what, and builds again.
//
// Each build is a run of its own, as if the command had been given again; what is kept between them is where to look.

import { writeLines } from "../../report/reporter.ts";
import { plural } from "../../report/wording.ts";
import { readConfiguration } from "../configuration.ts";
import { findProject } from "../places.ts";
import { reportedRun } from "../reported-run.ts";
import { listenForSignals } from "../signals.ts";
import { storeRoot } from "../store-root.ts";
import { openStream } from "../terminal.ts";
import { type Basis, basisOf, isOutdated, placesOf, wholeProject } from "../watch/basis.ts";
import { DirectoryWatcher } from "../watch/directory-watcher.ts";
import { type BuildCommandOptions, buildNamed } from "./build.ts";

export async function watch(names: readonly string[], options: BuildCommandOptions): Promise<number> {
  const projectRoot = findProject(options.directory);
  const store = storeRoot(options, await readConfiguration(process.env));
  const output = openStream(process.stdout, process.env);
  using stopping = listenForSignals();
  using watcher = new DirectoryWatcher();
  watcher.watch(wholeProject(projectRoot, store));
  for (let changed: readonly string[] | undefined; ; ) {
    const { basis, isWhole } = await buildOnce(changed);
    if (stopping.signal.aborted) return stopped();
    // After an evaluation that failed nobody knows what mattered.
    watcher.watch(basis ? placesOf(basis) : wholeProject(projectRoot, store));
    if (!isWhole || (basis && (await isOutdated(basis, watcher.take())))) {
      await watcher.calm(stopping.signal);
      changed = watcher.take();
      continue;
    }
    if (!options.json && !options.quiet) writeLines(output, [output.style.faint(`watching ${plural(watcher.size, "folder")}`)]);
    changed = await nextChange(basis);
    if (changed === undefined) {
      // Below the ^C that the terminal shows.
      if (output.interactive && !options.json) output.write("\n");
      return stopped();
    }
  }

  /** A path of the project from there on. */
  function shown(path: string): string {
    return path.startsWith(`${projectRoot}/`) ? path.slice(projectRoot.length + 1) : path;
  }

  function stopped(): number {
    return stopping.stopped?.exitCode ?? 1;
  }

  /** One run. It is not whole where something changed meanwhile, for which nothing more was started. */
  async function buildOnce(
    changed: readonly string[] | undefined,
  ): Promise<{ readonly basis: Basis | undefined; readonly isWhole: boolean }> {
    const drain = new AbortController();
    let basis: Basis | undefined;
    await reportedRun(
      { ...options, elements: names },
      async (session) => {
        const { lock, lockFile } = session.context;
        basis = basisOf(session);
        watcher.watch(placesOf(basis));
        watcher.onChange = (path) => {
          // The lock may be written by this very run.
          if (path !== lockFile) drain.abort();
        };
        const { end, result } = await buildNamed(session, { names, options, more: { tellStale: true } });
        basis = { ...(session.context.lock === lock ? basis : basisOf(session)), local: result.keys.local };
        return end;
      },
      { stopping, drain: drain.signal, first: changed && { type: "changed", time: 0, paths: changed.map(shown) } },
    );
    watcher.onChange = undefined;
    return { basis, isWhole: !drain.signal.aborted };
  }

  /** Paths that changed, once what the build was made from is not as it was; undefined when a signal ended the waiting. */
  async function nextChange(basis: Basis | undefined): Promise<readonly string[] | undefined> {
    for (;;) {
      await watcher.changed(stopping.signal);
      await watcher.calm(stopping.signal);
      if (stopping.signal.aborted) return undefined;
      const touched = watcher.take();
      if (!basis || (await isOutdated(basis, touched))) return touched;
    }
  }
}
