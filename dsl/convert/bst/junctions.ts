// Junctions: a subproject that lies in this project becomes a folder with a TypeScript project, and the junction a module that
// asks for it with a choice of its options.
//
// Only what is reached through one junction of this project is converted. Junctions that lead back into the project itself, and
// elements of projects behind the subproject, are left.

import { posix } from "node:path";
import type { JsonObject } from "../../../core/model/json.ts";
import { isBstError } from "../../bst/errors.ts";
import { readJunction } from "../../bst/junction.ts";
import type { LoadElement } from "../../bst/load-element.ts";
import type { Declaration } from "../../bst/options/option-types.ts";
import type { Project } from "../../bst/project.ts";
import { plain } from "../../bst/yaml/plain.ts";
import { code, type Expression, type Field, imported, list, literal, member, object, string } from "../print/expression.ts";
import type { Module } from "../print/module.ts";
import { camelCase, identifier } from "../print/names.ts";
import type { Conversion } from "./convert.ts";
import { type Domain, optionOf } from "./domain.ts";
import { cases } from "./merge.ts";
import type { ProjectScope } from "./scope.ts";

export interface Subproject {
  /** The junction element. */
  readonly junction: string;
  /** Folder of the new project, and what its elements are called by. */
  readonly folder: string;
  /** The constant that holds its elements. */
  readonly constant: string;
  readonly conversion: Conversion;
}

/** Converts a project in another directory. `folder`: where it will lie. */
export type ConvertSubproject = (project: Project) => Conversion;

export class Junctions {
  readonly #scope: ProjectScope;
  readonly #convert: ConvertSubproject;
  readonly #known = new Map<string, Subproject | undefined>();
  readonly #folders: (wanted: string) => string;

  /** `folders`: gives a name that no module has. */
  constructor(scope: ProjectScope, convert: ConvertSubproject, folders: (wanted: string) => string) {
    this.#scope = scope;
    this.#convert = convert;
    this.#folders = folders;
  }

  get subprojects(): readonly Subproject[] {
    return [...this.#known.values()].filter((found) => found !== undefined);
  }

  /** An element of a subproject, as modules name it; undefined where it is not to be had. */
  reference({ fullName, loader }: LoadElement): Expression | undefined {
    const [junction = "", element, deeper] = fullName.split(":");
    if (element === undefined || deeper !== undefined) return undefined;
    const subproject = this.#of(junction, loader.project);
    const name = subproject && (subproject.conversion.map["elements"] as JsonObject)[element];
    if (subproject === undefined || typeof name !== "string") return undefined;
    const elements: Expression = imported(`${subproject.folder}.ts`, subproject.constant);
    return name.split("/").reduce(member, elements);
  }

  /** Pairs for `replace`: what the junctions say is to be used instead. */
  replacements(ownReference: (name: string) => Expression | undefined): readonly Expression[] {
    return this.subprojects.flatMap(({ junction, folder, constant, conversion }) => {
      const project = this.#scope.variants.usual.project.loader.child(junction, undefined).project;
      const names = conversion.map["elements"] as JsonObject;
      return [...(project.junction?.overrides ?? [])].flatMap(([from, to]): readonly Expression[] => {
        const name = names[from];
        const own = ownReference(to.text.trim());
        if (typeof name !== "string" || own === undefined) return [];
        return [list([name.split("/").reduce(member, imported(`${folder}.ts`, constant) as Expression), own])];
      });
    });
  }

  modules(): readonly Module[] {
    return this.subprojects.map((subproject): Module => {
      const { folder, constant } = subproject;
      const options = this.#options(subproject);
      const asked: Field[] = [
        ...(options.length > 0 ? [{ name: "options", value: object(options) }] : []),
        { name: "mirrors", value: code(true) },
      ];
      const value: Expression = {
        type: "call",
        callee: imported("forge-build", "junction"),
        typeArgument: `typeof import("./${folder}/build.config.ts")`,
        awaited: true,
        arguments: [string(`./${folder}`), object(asked)],
      };
      return { file: `${folder}.ts`, statements: [{ name: constant, exported: true, value }] };
    });
  }

  #of(junction: string, project: Project): Subproject | undefined {
    if (this.#known.has(junction)) return this.#known.get(junction);
    this.#known.set(junction, undefined);
    const own = this.#scope.project;
    // A project that leads into itself, with other options, has no end to where it lies.
    if (project.junction === undefined || project.name === own.name || project.directory.includes("/.bst/staged-junctions/"))
      return undefined;
    const folder = this.#folders(posix.basename(junction, ".bst"));
    const conversion = this.#converted(project);
    const subproject = conversion && { junction, folder, constant: identifier(folder), conversion };
    this.#known.set(junction, subproject);
    return subproject;
  }

  /** Undefined where it cannot be read without what this project puts into it: a junction in the place of its own. */
  #converted(project: Project): Conversion | undefined {
    try {
      return this.#convert(project);
    } catch (error) {
      if (!isBstError(error)) throw error;
      return undefined;
    }
  }

  /** The junction's choice of options, at each point where it differs. */
  #options({ junction }: Subproject): readonly Field[] {
    const file = posix.join(this.#scope.project.head.elementPath, junction);
    const domain = this.#scope.domainFor([file], this.#scope.optionsNamedIn(file));
    const chosen = domain.points.map((point) => {
      const variant = this.#scope.at(point);
      const resolved = variant.resolved(junction);
      if (isBstError(resolved)) return undefined;
      return readJunction(resolved.config, { name: junction, fullName: junction, project: variant.project }).options;
    });
    const usual = this.#scope.variants.usual.project.loader.child(junction, undefined).project;
    const names = [...new Set(chosen.flatMap((options) => (options ? [...options.entries.keys()] : [])))];
    const fields = names.flatMap((name): readonly Field[] => {
      const declaration = usual.config.options.declarations.get(name);
      if (declaration === undefined) return [];
      const values = chosen.map((options) => {
        const node = options?.entries.get(name);
        return node && plain(node);
      });
      const value = this.#choice(domain, declaration, values);
      return value ? [{ name: camelCase(name), value }] : [];
    });
    return [...fields, { name: "maxJobs", value: optionOf({ name: "max-jobs" }) }];
  }

  #choice(domain: Domain, declaration: Declaration, values: readonly unknown[]): Expression | undefined {
    const within = values.reduce<bigint>((set, value, index) => (value === undefined ? set : set | (1n << BigInt(index))), 0n);
    // An option that is passed on as it is.
    for (const own of this.#scope.variants.declarations.values()) {
      const isSame = domain.points.every((point, index) => values[index] !== undefined && point.get(own.name) === values[index]);
      if (isSame && (own.values ?? []).every((value) => declaration.values?.includes(value))) return optionOf(own);
    }
    const typed = (value: unknown): Expression => (declaration.type === "bool" ? code(/^(true|1)$/i.test(String(value))) : literal(value));
    const found = cases(values, (value) => JSON.stringify(value ?? null), within);
    return found.length === 0
      ? undefined
      : domain.choose(
          found.map(({ points, value }) => ({ points, value: typed(value) })),
          within,
        );
  }
}
