// One project under different values of its options: loaded whole for each that is asked for, files parsed once for all.

import type { ResolvedElement } from "../../bst/element.ts";
import type { BstError } from "../../bst/errors.ts";
import { isBstError } from "../../bst/errors.ts";
import { diskFiles, type ProjectFiles } from "../../bst/files.ts";
import { type CollectedFiles, collectedFiles } from "../../bst/graph/collected.ts";
import { loadUnresolved, type UnresolvedLoad } from "../../bst/load.ts";
import type { LoadElement } from "../../bst/load-element.ts";
import type { Host } from "../../bst/options/host.ts";
import type { Declaration } from "../../bst/options/option-types.ts";
import type { Project } from "../../bst/project.ts";
import type { JunctionResolver } from "../../bst/session.ts";
import { ParsedFiles } from "../../bst/yaml/parsed-files.ts";

/** Values of options as the command line gives them, by the option's name. */
export type Values = ReadonlyMap<string, string>;

export interface VariantsOptions {
  readonly directory: string;
  readonly host: Host;
  readonly files?: ProjectFiles;
  readonly resolveJunction?: JunctionResolver;
}

/** A project with its options fixed. */
export interface Variant extends UnresolvedLoad {
  readonly project: Project;
  /** By name; those of the project itself. */
  readonly elements: ReadonlyMap<string, LoadElement>;
  /** The element, or why it cannot be used with these values. */
  resolved(name: string): ResolvedElement | BstError;
  /** The files of an element that collects what others say; undefined for those of other kinds. */
  collected(name: string): CollectedFiles | undefined;
}

/** Any number will do: what it decides is said by an option of the project that is written. */
export const MAX_JOBS = 4;

export class Variants {
  readonly #options: VariantsOptions;
  readonly #parsed: ParsedFiles;
  readonly #values = new Map<string, readonly string[]>();
  readonly #known = new Map<string, Variant>();

  constructor(options: VariantsOptions) {
    this.#options = options;
    this.#parsed = new ParsedFiles(options.files ?? diskFiles, options.directory);
  }

  /** With every option at its default. */
  get usual(): Variant {
    return this.with(new Map());
  }

  get declarations(): ReadonlyMap<string, Declaration> {
    return this.usual.project.config.options.declarations;
  }

  /**
   * Every value with which the project can be loaded, the option's default first. Sets of flags are listed by commas, and none is
   * left out.
   */
  valuesOf(declaration: Declaration): readonly string[] {
    let values = this.#values.get(declaration.name);
    if (values === undefined) {
      const [usual, ...others] = declaredValues(declaration);
      values = usual === undefined ? [] : [usual, ...others.filter((value) => this.#isUsable(declaration.name, value))];
      this.#values.set(declaration.name, values);
    }
    return values;
  }

  #isUsable(name: string, value: string): boolean {
    try {
      this.with(new Map([[name, value]]));
      return true;
    } catch (error) {
      if (!isBstError(error)) throw error;
      return false;
    }
  }

  /** Only what differs from the default need be given. Throws what is wrong with the project as a whole. */
  with(values: Values): Variant {
    const changed = [...values].filter(([name, value]) => this.#isChange(name, value)).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(changed);
    const known = this.#known.get(key);
    if (known) return known;
    const all = loadUnresolved({ ...this.#options, options: new Map(changed), everything: true, maxJobs: MAX_JOBS, parsed: this.#parsed });
    all.project.ensureFullyLoaded();
    const collected = new Map<string, CollectedFiles | undefined>();
    const variant: Variant = {
      ...all,
      elements: all.project.loader.elements,
      resolved: (name) => resolvedIn(all, name),
      collected: (name) => {
        if (!collected.has(name)) collected.set(name, collectedIn(all, name));
        return collected.get(name);
      },
    };
    this.#known.set(key, variant);
    return variant;
  }

  #isChange(name: string, value: string): boolean {
    const declaration = this.declarations.get(name);
    return declaration === undefined || declaredValues(declaration)[0] !== value;
  }
}

/** Every value that an option can have, its default first. */
function declaredValues({ type, initial, values = [] }: Declaration): readonly string[] {
  const text = (value: unknown): string =>
    Array.isArray(value) ? value.join(",") : value === true ? "True" : value === false ? "False" : String(value);
  const all = type === "bool" ? ["True", "False"] : type === "flags" || type === "element-mask" ? subsets(values) : values;
  return [...new Set([text(initial), ...all])].filter((value) => value !== "");
}

function resolvedIn({ project, resolve }: UnresolvedLoad, name: string): ResolvedElement | BstError {
  const element = project.loader.elements.get(name);
  if (element === undefined) throw new Error(`internal: no element ${name}`);
  if (element.failure) return element.failure;
  try {
    return resolve(element);
  } catch (error) {
    if (!isBstError(error)) throw error;
    return error;
  }
}

function collectedIn(all: UnresolvedLoad, name: string): CollectedFiles | undefined {
  const element = resolvedIn(all, name);
  return isBstError(element) ? undefined : collectedFiles(element, { get: (load) => usable(all, load) });
}

/** The element, where it can be used. */
function usable({ resolve }: UnresolvedLoad, element: LoadElement): ResolvedElement | undefined {
  if (element.failure) return undefined;
  try {
    return resolve(element);
  } catch (error) {
    if (!isBstError(error)) throw error;
    return undefined;
  }
}

/** Few flags in all their combinations; of many, each alone and all. */
function subsets(values: readonly string[]): readonly string[] {
  if (values.length > 4) return [values.join(","), ...values];
  return Array.from({ length: 2 ** values.length - 1 }, (_, index) => values.filter((_value, bit) => ((index + 1) >> bit) & 1).join(","));
}
