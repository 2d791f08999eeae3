// From what an evaluation reported to everything it depended on: the modules it loaded, what it read, the files that decided
// how modules are found, and the places where another module would have been found first.
//
// Knows how Node and tsx look for modules, and errs on the side of naming too much: an input too many costs an evaluation,
// one too few a wrong build.

import { existsSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Fingerprinter } from "../key/fingerprint.ts";
import type { EvaluationAnswer, ImportTrace } from "../model/evaluation.ts";
import { packageRoot } from "../package.ts";
import { contentsOf, type EvaluationInput, linkTarget, stampOf, statOf } from "./inputs.ts";
import { mappedPaths, readTsconfigs, type Tsconfigs } from "./tsconfig.ts";

export interface CollectOptions {
  readonly projectRoot: string;
  readonly configFile: string;
  /** Milliseconds of the epoch at which the evaluation began. */
  readonly began: number;
  readonly fingerprint: Fingerprinter;
}

export interface Collected {
  readonly inputs: readonly EvaluationInput[];
  /** Whether something changed while the evaluation ran, so that nobody knows which contents it saw. */
  readonly changed: boolean;
}

/**
 * Milliseconds after its beginning in which an evaluation reads nothing, for its process has not started. As long as a tick of
 * the clock that file systems stamp with: what has an older stamp was there before anything was read.
 */
const STARTING = 10;

/** Everything that the evaluation depended on, looked at now. */
export function collectInputs({ imports, reads }: EvaluationAnswer, options: CollectOptions): Collected {
  const tsconfigs = readTsconfigs(options.projectRoot);
  const found = new InputPaths();
  for (const path of [...tsconfigs.files, ...reads.files, options.configFile]) found.files.add(path);
  for (const path of [...tsconfigs.absent, ...reads.absent]) found.absent.add(path);
  found.addPackageFiles(options.configFile);
  for (const one of imports) found.addImport(one, tsconfigs);

  let changed = false;
  const inputs: EvaluationInput[] = [];
  for (const path of [...found.files].sort()) addStamped("file", path);
  for (const path of reads.directories) addStamped("directory", path);
  for (const path of [...found.links].sort()) inputs.push({ type: "link", path, target: linkTarget(path) ?? "" });
  for (const path of [...found.absent].sort()) {
    if (statOf(path)) changed = true;
    inputs.push({ type: "absent", path });
  }
  return { inputs, changed };

  function addStamped(type: "file" | "directory", path: string): void {
    const stat = statOf(path);
    const fingerprint = contentsOf({ type, path }, options.fingerprint);
    const isSettled = stat !== undefined && fingerprint !== undefined && Number(stat.ctimeMs) < options.began + STARTING;
    if (!isSettled) changed = true;
    inputs.push({ type, path, stamp: isSettled ? stampOf(stat) : "", fingerprint: isSettled ? fingerprint : "" });
  }
}

class InputPaths {
  readonly files = new Set<string>();
  readonly absent = new Set<string>();
  readonly links = new Set<string>();
  readonly #directories = new Set<string>();
  readonly #searches = new Set<string>();

  addImport({ specifier, parent, found }: ImportTrace, tsconfigs: Tsconfigs): void {
    if (found !== undefined && !isOwn(found)) {
      this.files.add(found);
      this.addPackageFiles(found);
    }
    if (/^[a-z][a-z+.-]*:/.test(specifier) || specifier.startsWith("#")) return;
    if (/^(\.{0,2}\/|\.{1,2}$)/.test(specifier)) {
      this.addCandidates(resolve(dirname(parent), specifier), found);
      return;
    }
    for (const path of mappedPaths(tsconfigs, specifier)) this.addCandidates(path, found);
    this.addPackageSearch(packageName(specifier), dirname(parent));
  }

  /** The package.json files that say what kind of module a file is: those looked for in vain, and the one found. */
  addPackageFiles(file: string): void {
    for (let directory = dirname(file); !this.#directories.has(directory); directory = dirname(directory)) {
      this.#directories.add(directory);
      const candidate = join(directory, "package.json");
      if (existsSync(candidate)) {
        this.files.add(candidate);
        return;
      }
      this.absent.add(candidate);
    }
  }

  /** The package.json of a package, which says what it exports. */
  addManifest(directory: string): void {
    const manifest = join(directory, "package.json");
    if (existsSync(manifest) && !isOwn(realpathSync(manifest))) this.files.add(manifest);
  }

  /** Where a path would have been found with another ending. */
  addCandidates(path: string, found: string | undefined): void {
    // What is written out is looked for as it is written; only for `.js` another ending comes first, in the user's own code.
    if (found === path && (/\.([mc]?ts|tsx|json)$/.test(path) || path.includes("/node_modules/"))) return;
    const stem = path.replace(/\.([mc]?)jsx?$/, "");
    const candidates = [path, ...[...new Set([stem, path, join(path, "index")])].flatMap((base) => ENDINGS.map((ending) => base + ending))];
    for (const candidate of [...candidates, join(path, "package.json")]) if (!statOf(candidate)) this.absent.add(candidate);
  }

  /** The directories in which a package was looked for, up to the one that has it. */
  addPackageSearch(name: string, from: string): void {
    for (let directory = from; ; directory = dirname(directory)) {
      const search = `${name}\0${directory}`;
      if (this.#searches.has(search)) return;
      this.#searches.add(search);
      if (!directory.endsWith("/node_modules")) {
        const modules = join(directory, "node_modules");
        const candidate = join(modules, name);
        const stat = statOf(candidate);
        if (stat?.isSymbolicLink()) this.links.add(candidate);
        if (stat) {
          if (existsSync(join(candidate, "package.json")) && !isOwn(join(candidate, "package.json")))
            this.files.add(join(candidate, "package.json"));
          return;
        }
        this.absent.add(existsSync(modules) ? candidate : modules);
      }
      if (directory === dirname(directory)) return;
    }
  }
}

const ENDINGS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];

/** forge's own files are known by its build. */
function isOwn(file: string): boolean {
  return file.startsWith(`${packageRoot}/dist/`) || file === join(packageRoot, "package.json");
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
