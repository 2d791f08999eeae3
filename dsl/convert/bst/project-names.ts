// What things of a `.bst` project are called in TypeScript: variables, modules, constants, names for the command line.

import { posix } from "node:path";
import { standardVariables } from "../../variables.ts";
import { type Expression, imported, member } from "../print/expression.ts";
import { camelCase, identifier, Names } from "../print/names.ts";

export const VARIABLES_FILE = "variables.ts";

/** Files of the project itself, which no element's module can be. */
const TAKEN = ["options.ts", "variables.ts", "defaults.ts", "sources.ts", "domains.ts", "build.config.ts", "mirrors.ts"];

/** Names of variables by those of the `.bst` project: `conf-local` is confLocal. Two that would be one keep their spelling. */
export function variableFields(names: Iterable<string>): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    const wanted = camelCase(name);
    const field = taken.has(wanted) ? name : wanted;
    taken.add(field);
    fields.set(name, field);
  }
  return fields;
}

export function isStandard(field: string): boolean {
  return Object.hasOwn(standardVariables, field);
}

export interface ElementName {
  /** Path of its module in the project. */
  readonly file: string;
  /** The constant that the module exports. */
  readonly constant: string;
  /** Names of records that lead to it, its own last. */
  readonly path: readonly string[];
}

/** A folder of elements: constants and folders by the name in the record, in order. */
export interface Folder {
  readonly directory: string;
  readonly elements: Map<string, ElementName>;
  readonly folders: Map<string, Folder>;
}

export class ElementNames {
  readonly root: Folder = { directory: "", elements: new Map(), folders: new Map() };
  readonly #names = new Map<string, ElementName>();
  readonly #scopes = new Map<Folder, Names>();
  readonly #files = new Names(TAKEN);

  constructor(elements: readonly string[]) {
    // Outer ones first: an element keeps its name beside a folder that is called the same.
    const depth = (element: string): number => element.split("/").length;
    const sorted = [...elements].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
    for (const element of sorted) this.#add(element, this.root, [], element.split("/").slice(0, -1));
  }

  of(element: string): ElementName {
    const name = this.#names.get(element);
    if (name === undefined) throw new Error(`internal: ${element} has no name`);
    return name;
  }

  /** The element's constant, as other modules import it. */
  reference(element: string): Expression {
    const { file, constant } = this.of(element);
    return imported(file, constant);
  }

  #add(element: string, folder: Folder, path: readonly string[], rest: readonly string[]): void {
    const [directory, ...deeper] = rest;
    if (directory === undefined) {
      const constant = this.#scope(folder).take(identifier(posix.basename(element, ".bst")));
      const stem = element.replace(/\.bst$/, "");
      const file = this.#files.has(`${stem}.ts`) || stem.endsWith("/index") || stem === "index" ? `${stem}-element.ts` : `${stem}.ts`;
      const name = { file, constant, path: [...path, constant] };
      folder.elements.set(constant, name);
      this.#names.set(element, name);
      return;
    }
    const where = posix.join(folder.directory, directory);
    let known = [...folder.folders].find(([, { directory: other }]) => other === where);
    if (known === undefined) {
      const wanted = identifier(directory);
      const name = this.#scope(folder).take(this.#scope(folder).has(wanted) ? `${wanted}Elements` : wanted);
      known = [name, { directory: where, elements: new Map(), folders: new Map() }];
      folder.folders.set(...known);
    }
    this.#add(element, known[1], [...path, known[0]], deeper);
  }

  #scope(folder: Folder): Names {
    const known = this.#scopes.get(folder) ?? new Names();
    this.#scopes.set(folder, known);
    return known;
  }
}

/** A variable, as modules read it. */
export function variableReference(field: string): Expression {
  return member(imported(VARIABLES_FILE, "vars"), field);
}
