// Loads a `.bst` project: targets to elements, all of them resolved, in the order they are staged.
//
// The one entry of this room. What is wrong with an element costs it and what depends on it, and is told; what is wrong
// with the project itself is thrown.

import { machine, type as system } from "node:os";
import { refuseConflicts } from "./conflicts.ts";
import { breakCycles } from "./cycles.ts";
import { type ResolvedElement, resolveElement } from "./element.ts";
import { isBstError } from "./errors.ts";
import { FetchNeeded } from "./fetch-needed.ts";
import { diskFiles, type ProjectFiles } from "./files.ts";
import { linkTarget, openJunction } from "./first-pass.ts";
import type { LoadElement } from "./load-element.ts";
import type { Host } from "./options/host.ts";
import { Project } from "./project.ts";
import { resolveAll, stagingOrder } from "./resolve-all.ts";
import { type Failure, type JunctionResolver, Session } from "./session.ts";
import { sortDependencies } from "./sort-dependencies.ts";
import { ParsedFiles } from "./yaml/parsed-files.ts";

export interface LoadOptions {
  /** Where `project.conf` lies. */
  readonly directory: string;
  readonly options?: ReadonlyMap<string, string>;
  /** Names of elements, which may lead through junctions. None: the project's default targets, else every element. */
  readonly targets?: readonly string[];
  /** The names that a pattern among the targets stands for, of those that there are. Absent: there are no patterns. */
  readonly expand?: (pattern: string, names: readonly string[]) => readonly string[];
  /** What `%{max-jobs}` is. */
  readonly maxJobs: number;
  readonly files?: ProjectFiles;
  readonly host?: Host;
  readonly resolveJunction?: JunctionResolver;
  /** Every element that there is a file of, whatever the project's default targets are. */
  readonly everything?: true;
  /** Files that were parsed for another load of the same project. */
  readonly parsed?: ParsedFiles;
}

export interface BstLoad {
  readonly project: Project;
  /** The targets that can be used, in the order they were named. */
  readonly targets: readonly ResolvedElement[];
  /** Every element that can be used and that a target needs, in the order they would be staged. */
  readonly elements: readonly ResolvedElement[];
  /** In the order the incumbent would notice them: the first is the one it stops at. */
  readonly failures: readonly Failure[];
  /** Junctions whose projects are not here: what fails for want of them, or would be known better. */
  readonly unfetched: readonly FetchNeeded[];
  /** Elements that cannot be used because something they depend on cannot, with the name of that. */
  readonly broken: ReadonlyMap<string, string>;
}

export function loadBst(options: LoadOptions): BstLoad {
  const { session, project, targets, resolve } = loadUnresolved(options);
  const broken = resolveAll(targets, resolve);
  note(session, () => refuseConflicts(session.loaders));
  for (const loader of session.loaders) note(session, () => loader.project.ensureFullyLoaded());
  const usable = targets.filter((target) => !target.failure && !broken.has(target));
  return {
    project,
    targets: usable.map(resolve),
    elements: stagingOrder(usable).map(resolve),
    failures: session.failures,
    unfetched: [...new Set([...session.failures.map(({ error }) => error), ...session.wanted])].filter(
      (error) => error instanceof FetchNeeded,
    ),
    broken: new Map([...broken].map(([element, because]) => [element.fullName, because.fullName])),
  };
}

export interface UnresolvedLoad {
  readonly session: Session;
  readonly project: Project;
  /** With all that they depend on, dependencies in their order. */
  readonly targets: readonly LoadElement[];
  /** Once for each element. Throws what is wrong with it. */
  readonly resolve: (element: LoadElement) => ResolvedElement;
}

/** Loads elements and what they depend on, and resolves none but what loading needs. */
export function loadUnresolved(options: LoadOptions): UnresolvedLoad {
  const files = options.files ?? diskFiles;
  const resolved = new Map<LoadElement, ResolvedElement>();
  const resolve = (element: LoadElement): ResolvedElement => {
    const result = resolved.get(element) ?? resolveElement(element);
    resolved.set(element, result);
    return result;
  };
  const session = new Session(
    {
      files,
      parsed: options.parsed ?? new ParsedFiles(files, options.directory),
      host: options.host ?? { machine: machine(), system: system() },
      maxJobs: options.maxJobs,
      options: options.options ?? new Map(),
      resolveJunction: options.resolveJunction ?? (() => undefined),
    },
    { linkTarget: (element) => linkTarget(element, resolve), openJunction: (element, from) => openJunction(element, from, resolve) },
  );
  const project = new Project(session, { directory: options.directory, files });
  const targets = loadTargets(project, namesOf(project, options));
  breakCycles(targets, (chain, error) => {
    for (const element of chain) element.failure ??= error;
    session.failures.push({ element: chain[0]?.fullName, error });
  });
  sortDependencies(targets);
  return { session, project, targets, resolve };
}

function namesOf(project: Project, { everything, targets, expand }: LoadOptions): readonly string[] {
  if (everything) return project.elementFiles();
  return targets ? expanded(project, targets, expand) : defaultTargets(project);
}

function defaultTargets(project: Project): readonly string[] {
  const { defaultTargets: given } = project.head;
  return given.length > 0 ? given : project.elementFiles();
}

/** Names, those of patterns among them. A pattern may lead through a junction by its name. */
function expanded(project: Project, targets: readonly string[], expand: LoadOptions["expand"]): readonly string[] {
  return targets.flatMap((target) => {
    if (!expand || !/[*?[]/.test(target)) return [target];
    const junction = /^.*:/.exec(target)?.[0] ?? "";
    const { loader } = project.loader.locate(target, undefined);
    return expand(
      target,
      loader.project.elementFiles().map((name) => `${junction}${name}`),
    );
  });
}

/** The elements of the targets that exist, each once. */
function loadTargets(project: Project, names: readonly string[]): readonly LoadElement[] {
  const targets = new Set<LoadElement>();
  for (const name of names) {
    try {
      targets.add(project.loader.loadTarget(name));
    } catch (error) {
      if (!isBstError(error) || project.session.isFatal(error)) throw error;
      project.session.failures.push({ element: name, error });
    }
  }
  return [...targets];
}

/** What concerns no single element. */
function note(session: Session, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!isBstError(error)) throw error;
    if (!session.failures.some((failure) => failure.error === error)) session.failures.push({ element: undefined, error });
  }
}
