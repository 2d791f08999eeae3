// Loads the elements of one project: names into elements, dependencies first to last, across junctions, links and overrides.
//
// Follows the incumbent step by step where order decides what is found: which override wins, what a link stands for, which
// error comes first. What is wrong with one element is noted on it and costs it and its dependants; the rest loads.
// Knows nothing of kinds, variables or sources.

import { mergeDependency, type NamedDependency, readDependencies } from "./dependencies.ts";
import { loadElementFile } from "./element-file.ts";
import { type BstError, invalidData, isBstError, loadError } from "./errors.ts";
import type { LoadDependency, LoadElement } from "./load-element.ts";
import { LinkTable, overridesOf, shallowLoadOverrides } from "./overrides.ts";
import { normalName } from "./paths.ts";
import type { Project } from "./project.ts";
import { strip } from "./text.ts";
import { type BstNode, placeOf } from "./yaml/node.ts";

export class Loader {
  readonly project: Project;
  readonly parent: Loader | undefined;
  /** What asked for this project first. */
  readonly requestedAt: BstNode | undefined;
  /** Loaders whose own junction to this project was replaced by another way to it. */
  readonly alternativeParents: Loader[] = [];
  readonly elements = new Map<string, LoadElement>();
  readonly links = new LinkTable();
  readonly #children = new Map<string, Loader>();
  readonly #failures = new Map<string, BstError>();
  /** Junctions being searched for, with what asked. */
  readonly #searches = new Map<string, BstNode>();

  constructor(project: Project, parent: Loader | undefined, requestedAt: BstNode | undefined) {
    this.project = project;
    this.parent = parent;
    this.requestedAt = requestedAt;
    project.session.loaders.push(this);
  }

  /** A target, which may lead through junctions, with all that it depends on. Throws what is wrong with the way to it. */
  loadTarget(target: string): LoadElement {
    const { name, loader } = this.locate(target, undefined);
    return loader.load(name, undefined);
  }

  /** An element with all that it depends on. */
  load(name: string, from: BstNode | undefined): LoadElement {
    const top = this.#loadOne(name, from);
    if (top.complete) return top;
    const stack = [this.#begin(top)];
    for (let work = stack.at(-1); work !== undefined; work = stack.at(-1)) {
      const named = work.waiting.pop();
      if (named === undefined) {
        stack.pop();
        continue;
      }
      const element = this.#loadDependency(named, work.element);
      if (element === undefined) continue;
      if (!element.complete) stack.push(this.#begin(element));
      addDependency(work, named, element);
    }
    return top;
  }

  /** A name that may lead through junctions: the loader it ends in, and the name there. */
  locate(path: string, from: BstNode | undefined): { readonly name: string; readonly loader: Loader } {
    const colon = path.lastIndexOf(":");
    if (colon < 0) return { name: path, loader: this };
    return { name: path.slice(colon + 1), loader: this.child(path.slice(0, colon), from) };
  }

  /** The loader of a subproject, by path of junctions from here. Loads what is needed for it. */
  child(path: string, from: BstNode | undefined): Loader {
    const asked = this.#searches.get(path);
    if (asked) throw circularSearch(path, from, asked);
    if (from) this.#searches.set(path, from);
    try {
      return path.split(":").reduce((loader: Loader, name) => loader.#childByName(normalName(name), from), this);
    } finally {
      this.#searches.delete(path);
    }
  }

  /** The loader of a subproject if it is loaded already. Throws where a name on the way does not exist. */
  loadedChild(path: string, from: BstNode | undefined): Loader | undefined {
    return path
      .split(":")
      .reduce((loader: Loader | undefined, name) => (loader ? loader.#loadedByName(normalName(name), from) : undefined), this);
  }

  /** Every loader from which this project can be reached by a relative path. */
  *ancestors(): Iterable<Loader> {
    const seen = new Set<Loader>();
    for (const first of [this.parent, ...this.alternativeParents]) {
      for (let loader = first; loader !== undefined && !seen.has(loader); loader = loader.parent) {
        seen.add(loader);
        yield loader;
      }
    }
  }

  /** The element under a name, or what stands in its place; its dependencies may not be loaded yet. */
  #loadOne(given: string, from: BstNode | undefined): LoadElement {
    const name = normalName(given);
    const known = this.elements.get(name);
    if (known?.complete) return known;
    return this.project.session.nested(from, () => {
      const element = known ?? loadElementFile(this, name, { from });
      if (element.failure) return element;
      const override = overridesOf(this, name).at(-1);
      const target = override?.target ?? element.linkTarget;
      if (target === undefined) return element;
      const { name: inner, loader } = (override?.loader ?? this).locate(strip(target.text), target);
      return loader.load(inner, target);
    });
  }

  #begin(element: LoadElement): Work {
    element.complete = true;
    let waiting: NamedDependency[] = [];
    try {
      waiting = readDependencies(element.node, { merged: this.project.format === 2 }).toReversed();
    } catch (error) {
      this.#fail(element, error);
    }
    return { element, waiting, loaded: new Map() };
  }

  #loadDependency(named: NamedDependency, dependant: LoadElement): LoadElement | undefined {
    try {
      if (named.junction !== undefined) {
        const child = this.child(named.junction, named.node);
        return this.project.session.nested(named.node, () => child.load(named.name, named.node));
      }
      const element = this.#loadOne(named.name, named.node);
      if (element.kind === "junction" && element.loader === this)
        throw invalidData(named.node, `an element cannot depend on the junction "${named.name}"`);
      return element;
    } catch (error) {
      this.#fail(dependant, error);
      return undefined;
    }
  }

  #fail(element: LoadElement, error: unknown): void {
    if (!isBstError(error) || this.project.session.isFatal(error)) throw error;
    this.project.session.note(element, error);
  }

  #childByName(name: string, from: BstNode | undefined): Loader {
    const known = this.#children.get(name);
    if (known) return known;
    const failed = this.#failures.get(name);
    if (failed) throw failed;
    try {
      return this.project.session.nested(from, () => this.#overridingChild(name) ?? this.#openChild(name, from));
    } catch (error) {
      if (isBstError(error)) this.#failures.set(name, error);
      throw error;
    }
  }

  #openChild(name: string, from: BstNode | undefined): Loader {
    this.load(name, from);
    const element = this.elements.get(name);
    if (!element) throw new Error(`internal: ${name} was loaded and is not there`);
    if (element.failure) throw element.failure;
    if (element.linkTarget) {
      const { name: inner, loader } = this.locate(strip(element.linkTarget.text), element.linkTarget);
      return loader.child(inner, element.linkTarget);
    }
    if (element.kind !== "junction") throw invalidData(from, `"${name}" is no junction, but an element of kind ${element.kind}`);
    const [dependency] = element.dependencies;
    if (dependency) throw loadError("INVALID_JUNCTION", "a junction cannot depend on anything", { node: dependency.node });
    const child = this.project.session.openJunction(element, from);
    this.#children.set(name, child);
    // Links that the overrides name must be known before an override is looked for.
    for (let loader = child; loader.parent !== undefined; loader = loader.parent) shallowLoadOverrides(loader);
    return child;
  }

  /** The loader that an ancestor wants to be used instead of a junction of this project. */
  #overridingChild(name: string): Loader | undefined {
    const overrides = overridesOf(this, name);
    const override = overrides.pop();
    if (override === undefined) return undefined;
    const loader = override.loader.child(strip(override.target.text), override.target);
    if (loader !== this) loader.alternativeParents.push(this);
    loader.alternativeParents.push(...overrides.map((other) => other.loader));
    this.#children.set(name, loader);
    return loader;
  }

  #loadedByName(name: string, from: BstNode | undefined): Loader | undefined {
    const known = this.#children.get(name) ?? this.#overridingChild(name);
    if (known) return known;
    const element = this.elements.get(name) ?? loadElementFile(this, name, { from });
    if (!element.linkTarget) return undefined;
    const target = strip(element.linkTarget.text);
    return this.project.session.nested(from, () => this.loadedChild(target, element.linkTarget));
  }
}

interface Work {
  readonly element: LoadElement;
  /** Dependencies still to load, the next one last. */
  readonly waiting: NamedDependency[];
  readonly loaded: Map<LoadElement, LoadDependency>;
}

/** Two names may lead to one element: by a link, for instance. Then it is one dependency. */
function addDependency(
  { element, loaded }: Work,
  { junction, name, type, strict, configs, node }: NamedDependency,
  target: LoadElement,
): void {
  const dependency: LoadDependency = { element: target, junction, name, type, strict, configs, node };
  const known = loaded.get(target);
  if (known && element.loader.project.format === 2) mergeDependency(known, dependency);
  else {
    element.dependencies.push(dependency);
    loaded.set(target, dependency);
  }
}

function circularSearch(path: string, from: BstNode | undefined, asked: BstNode): BstError {
  const place = placeOf(asked);
  return loadError("CIRCULAR_REFERENCE", `"${path}" refers to itself`, {
    node: from,
    ...(asked !== from && place && { related: [{ place, message: "the search began here" }] }),
  });
}
