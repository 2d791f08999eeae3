// One load: what all its projects share. Files and host, options of the command line, loaders in the order they came to be,
// and what went wrong, in the order it was noticed.

import type { ResolvedElement } from "./element.ts";
import { type BstError, isBstError, loadError } from "./errors.ts";
import type { FetchNeeded } from "./fetch-needed.ts";
import type { ProjectFiles } from "./files.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import type { LoadElement } from "./load-element.ts";
import type { Loader } from "./loader.ts";
import type { Host } from "./options/host.ts";
import type { Project } from "./project.ts";
import type { BstNode, Scalar } from "./yaml/node.ts";
import type { ParsedFiles } from "./yaml/parsed-files.ts";

/** Something that is wrong. */
export interface Failure {
  /** The name of the element it costs; undefined: it concerns the project as a whole. */
  readonly element: string | undefined;
  readonly error: BstError;
}

/** A tree that was made of a junction's sources, and the directory where it lies. */
export interface FetchedTree {
  readonly tree: string;
  /** Absolute real path. */
  readonly directory: string;
}

/** Finds what a junction's sources came to; "locked" where it is known which they are, and they are not there. */
export type JunctionResolver = (junction: ResolvedElement) => FetchedTree | "locked" | undefined;

export interface SessionOptions {
  readonly files: ProjectFiles;
  readonly parsed: ParsedFiles;
  readonly host: Host;
  /** What `%{max-jobs}` is. */
  readonly maxJobs: number;
  readonly options: ReadonlyMap<string, string>;
  readonly resolveJunction: JunctionResolver;
}

/** How elements are resolved; given from outside, for resolving needs the loader. */
export interface FirstPass {
  readonly linkTarget: (element: LoadElement) => Scalar;
  readonly openJunction: (element: LoadElement, from: BstNode | undefined) => Loader;
}

/** Links to links, junctions in junctions: deeper than any project, and shallow enough for the stack. */
const MAX_NESTING = 150;

export class Session {
  readonly files: ProjectFiles;
  readonly parsed: ParsedFiles;
  readonly host: Host;
  readonly maxJobs: number;
  readonly options: ReadonlyMap<string, string>;
  readonly resolveJunction: JunctionResolver;
  readonly linkTarget: FirstPass["linkTarget"];
  readonly openJunction: FirstPass["openJunction"];
  readonly loaders: Loader[] = [];
  readonly failures: Failure[] = [];
  /** Subprojects that nothing fails for want of, and that would say more. */
  readonly wanted: FetchNeeded[] = [];
  toplevel: Project | undefined;
  readonly #defaults = new Map<Project, Map<string, KindDefaults>>();
  #nesting = 0;

  constructor(options: SessionOptions, firstPass: FirstPass) {
    this.files = options.files;
    this.parsed = options.parsed;
    this.host = options.host;
    this.maxJobs = options.maxJobs;
    this.options = options.options;
    this.resolveJunction = options.resolveJunction;
    this.linkTarget = firstPass.linkTarget;
    this.openJunction = firstPass.openJunction;
  }

  /** Notes why an element cannot be used. The first reason stays with it. */
  note(element: LoadElement, error: BstError): void {
    element.failure ??= error;
    this.failures.push({ element: element.fullName, error });
  }

  /** Whether an error is one of the project itself, so that nothing of it can be loaded. */
  isFatal(error: unknown): boolean {
    return isBstError(error) && this.toplevel?.failure === error;
  }

  /** Runs what may come back here by way of links and junctions, and stops a circle of them. */
  nested<Result>(from: BstNode | undefined, run: () => Result): Result {
    if (this.#nesting >= MAX_NESTING) throw loadError("CIRCULAR_REFERENCE", "links or junctions lead on without end", { node: from });
    this.#nesting++;
    try {
      return run();
    } finally {
      this.#nesting--;
    }
  }

  /** The defaults of a kind in a project, made once. */
  defaultsOf(project: Project, kind: string, make: () => KindDefaults): KindDefaults {
    const kinds = this.#defaults.get(project) ?? new Map<string, KindDefaults>();
    this.#defaults.set(project, kinds);
    const defaults = kinds.get(kind) ?? make();
    kinds.set(kind, defaults);
    return defaults;
  }
}
