// What all modules of a converted project share: its options as a domain, names of variables, defaults of kinds at each point.

import type { ResolvedElement } from "../../bst/element.ts";
import { isBstError } from "../../bst/errors.ts";
import { type KindDefaults, kindDefaults } from "../../bst/kind-defaults.ts";
import type { Project } from "../../bst/project.ts";
import type { BstNode } from "../../bst/yaml/node.ts";
import { conditionsIn, referencesOf } from "./conditions-in.ts";
import { Domain } from "./domain.ts";
import { variableFields } from "./project-names.ts";
import { referencesIn } from "./texts.ts";
import type { Values, Variant, Variants } from "./variants.ts";

/** Sets of points beyond this are not looked at one by one: an option that would lead there keeps its default. */
const MOST_POINTS = 600;

export class ProjectScope {
  readonly variants: Variants;
  /** Where what `project.conf` says can differ. */
  readonly domain: Domain;
  /** Variables that are read late somewhere in the project or its kinds, with what they are called. */
  readonly fields: ReadonlyMap<string, string>;
  readonly kinds: readonly string[];
  readonly #alwaysLate: readonly string[];
  readonly #late = new Map<string, ReadonlySet<string>>();

  /** `late`: variables that are read late though no text names them. */
  constructor(variants: Variants, { kinds, late }: { readonly kinds: readonly string[]; readonly late: readonly string[] }) {
    this.#alwaysLate = ["element-name", "max-jobs", ...late];
    this.variants = variants;
    this.kinds = kinds.filter((kind) => this.#isKnown(kind));
    this.domain = this.domainFor(["project.conf"]);
    this.fields = variableFields(this.#lateNames(this.kinds));
  }

  get project(): Project {
    return this.variants.usual.project;
  }

  /** The options that conditions in some files, and in what they include, ask for. */
  domainFor(files: readonly string[], more: Iterable<string> = []): Domain {
    const found = files.map((file) => conditionsIn(this.project, file));
    const names = new Set([...found.flatMap(({ options }) => [...options]), ...more]);
    const axes = [];
    let points = 1;
    for (const declaration of this.variants.declarations.values()) {
      if (!names.has(declaration.name)) continue;
      const values = this.variants.valuesOf(declaration);
      if (points * values.length > MOST_POINTS) continue;
      points *= values.length;
      axes.push({ declaration, values });
    }
    return new Domain(
      axes,
      found.flatMap(({ expressions }) => [...expressions.values()]),
    );
  }

  /** Options that a file reads by the variables that they are exported to, or by variables that differ with them. */
  optionsNamedIn(file: string): readonly string[] {
    const names = referencesOf(this.project, file);
    const axes = this.domain.points[0];
    return [...this.variants.declarations.values()].flatMap(({ name, variable }) =>
      (variable !== undefined && names.has(variable)) || axes?.has(name) ? [name] : [],
    );
  }

  at(point: Values): Variant {
    return this.variants.with(point);
  }

  /** What a project's text is at each point of a domain. */
  each<T>(domain: Domain, read: (variant: Variant) => T): readonly T[] {
    return domain.points.map((point) => read(this.at(point)));
  }

  kindDefaults(variant: Variant, kind: string): KindDefaults {
    const { project, session } = variant;
    const node = [...variant.elements.values()].find((element) => element.kind === kind)?.node;
    if (node === undefined) throw new Error(`internal: no element of kind ${kind}`);
    return session.defaultsOf(project, kind, () => kindDefaults(project, kind, { firstPass: false, node }));
  }

  /** A kind that is not declared costs its elements, as it does where they are loaded. */
  #isKnown(kind: string): boolean {
    try {
      this.kindDefaults(this.variants.usual, kind);
      return true;
    } catch (error) {
      if (!isBstError(error)) throw error;
      return false;
    }
  }

  /** Names of variables that a kind adds to those of the project, or has differently. */
  kindVariables(kind: string): ReadonlySet<string> {
    const found = new Set<string>();
    for (const point of this.domain.points) {
      const variant = this.at(point);
      const { variables } = this.kindDefaults(variant, kind);
      for (const name of variables.names()) {
        const own = variant.project.config.variables.entries.get(name);
        if (own === undefined || (own.type === "scalar" && own.text.trim() !== variables.node(name)?.text.trim())) found.add(name);
      }
    }
    return found;
  }

  /** Whether texts of the project or of a kind read a variable, so that what an element says of it must reach them. */
  isLateIn(kind: string, variable: string): boolean {
    let names = this.#late.get(kind);
    if (names === undefined) {
      names = new Set([...this.#lateNames([kind])]);
      this.#late.set(kind, names);
    }
    return names.has(variable);
  }

  /** Whether what an element runs or says has its own name in it, by way of variables. */
  usesElementName({ load, variables, kind }: ResolvedElement): boolean {
    const defaults = load.loader.project.session.defaultsOf(load.loader.project, load.kind, () => {
      throw new Error("internal: a kind without defaults");
    });
    const pending = new Set<string>(kind.kind.family === "build" ? ["build-root"] : []);
    for (const node of [load.node, defaults.config, defaults.environment, defaults.splitRules]) addReferences(node, pending);
    for (const name of pending) {
      if (name === "element-name") return true;
      const node = variables.node(name);
      if (node) addReferences(node, pending);
    }
    return false;
  }

  #lateNames(kinds: readonly string[]): Iterable<string> {
    const names = new Set<string>();
    for (const point of this.domain.points) {
      const variant = this.at(point);
      for (const [name, value] of variant.project.config.variables.entries) {
        names.add(name);
        addReferences(value, names);
      }
      const { environment, splitRules } = variant.project.complete;
      addReferences(environment, names);
      addReferences(splitRules, names);
      for (const kind of kinds) {
        const defaults = this.kindDefaults(variant, kind);
        for (const name of defaults.variables.names()) {
          names.add(name);
          const node = defaults.variables.node(name);
          if (node) addReferences(node, names);
        }
        for (const node of [defaults.environment, defaults.config, defaults.splitRules]) addReferences(node, names);
      }
    }
    for (const name of this.#alwaysLate) names.add(name);
    return names;
  }
}

function addReferences(node: BstNode, names: Set<string>): void {
  if (node.type === "scalar") for (const name of referencesIn(node)) names.add(name);
  else for (const inner of node.type === "sequence" ? node.items : node.entries.values()) addReferences(inner, names);
}
