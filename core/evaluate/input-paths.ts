// The paths that decide what a configuration imports: the modules it loaded, the files that say how modules are found, the
// links that led to them, and the places where another module would have been found first.
//
// Knows how Node and tsx look for modules, and errs on the side of naming too much: an input too many costs an evaluation,
// one too few a wrong build.

import { lstatSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { ImportTrace } from "../model/evaluation.ts";
import { packageRoot } from "../package.ts";
import { statOf } from "./inputs.ts";
import { mappedPaths, type Tsconfigs } from "./tsconfig.ts";

/** Grows with each import that is added. */
export class InputPaths {
  readonly files = new Set<string>();
  readonly absent = new Set<string>();
  readonly links = new Set<string>();
  readonly #directories = new Set<string>();
  readonly #searches = new Set<string>();
  readonly #walked = new Set<string>();

  addImport({ specifier, parent, found }: ImportTrace, tsconfigs: Tsconfigs): void {
    if (found !== undefined && !isOwn(found)) {
      this.files.add(found);
      this.addPackageFiles(found);
    }
    if (/^[a-z][a-z+.-]*:/.test(specifier) || specifier.startsWith("#")) return;
    if (/^(\.{0,2}\/|\.{1,2}$)/.test(specifier)) {
      this.#addCandidates(resolve(dirname(parent), specifier), found);
      return;
    }
    for (const path of mappedPaths(tsconfigs, specifier)) this.#addCandidates(path, found);
    this.#addPackageSearch(packageName(specifier), dirname(parent));
  }

  /** The package.json files that say what kind of module a file is: those looked for in vain, and the one found. */
  addPackageFiles(file: string): void {
    for (let directory = dirname(file); !this.#directories.has(directory); directory = dirname(directory)) {
      this.#directories.add(directory);
      const candidate = join(directory, "package.json");
      if (statOf(candidate)) {
        this.files.add(candidate);
        return;
      }
      this.absent.add(candidate);
    }
  }

  /** Where a path would have been found with another ending, and the links in the one that was found. */
  #addCandidates(path: string, found: string | undefined): void {
    // What is written out is looked for as it is written; only for `.js` another ending comes first, in the user's own code.
    if (found === path && (/\.([mc]?ts|tsx|json)$/.test(path) || path.includes("/node_modules/"))) return;
    const stem = path.replace(/\.([mc]?)jsx?$/, "");
    const endings = [...new Set([stem, path, join(path, "index")])].flatMap((base) => ENDINGS.map((ending) => base + ending));
    for (const candidate of [path, ...endings, join(path, "package.json")]) {
      if (!statOf(candidate)) this.absent.add(candidate);
      else if (found !== undefined && candidate !== found && realPathOf(candidate) === found) this.#addLinks(candidate);
    }
  }

  /** The directories in which a package was looked for, up to the one that has it. */
  #addPackageSearch(name: string, from: string): void {
    for (let directory = from; ; directory = dirname(directory)) {
      const search = `${name}\0${directory}`;
      if (this.#searches.has(search)) return;
      this.#searches.add(search);
      if (!directory.endsWith("/node_modules")) {
        const modules = join(directory, "node_modules");
        const candidate = join(modules, name);
        if (statOf(candidate)) {
          this.#addLinks(candidate);
          this.#addManifest(candidate);
          return;
        }
        this.absent.add(statOf(modules) ? candidate : modules);
      }
      if (directory === dirname(directory)) return;
    }
  }

  /** The package.json of a package, which says what it exports. */
  #addManifest(directory: string): void {
    const manifest = join(directory, "package.json");
    const real = realPathOf(manifest);
    if (real !== undefined && !isOwn(real)) this.files.add(manifest);
  }

  /** Every link that a path leads through. */
  #addLinks(path: string): void {
    for (let at = path; !this.#walked.has(at) && at !== dirname(at); at = dirname(at)) {
      this.#walked.add(at);
      if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) this.links.add(at);
    }
  }
}

const ENDINGS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];

/** forge's own files are known by its build. */
function isOwn(file: string): boolean {
  return file.startsWith(`${packageRoot}/dist/`) || file === join(packageRoot, "package.json");
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
