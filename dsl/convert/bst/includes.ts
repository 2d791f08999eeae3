// What several elements take from one included file: constants and sources that stand once, in a module of that file's name.
//
// Works on finished modules: what came out the same in two or more of them, from the same file, is moved; what an element's own
// words changed stays with the element. So nothing means anything else afterwards.

import { posix } from "node:path";
import { type Expression, type Item, imported, list } from "../print/expression.ts";
import type { Constant, Module, Statement } from "../print/module.ts";
import { identifier, Names } from "../print/names.ts";
import { replaced } from "../print/replaced.ts";

/** Something that can be moved. */
interface Shareable {
  /** Of the included file. */
  readonly origin: string;
  /** What tells it from others of the file: with all that it refers to. */
  readonly key: string;
  readonly wanted: string;
  readonly made: Constant;
}

export class Includes {
  readonly #elementPath: string;
  /** The files that constants and items of lists come from. */
  readonly #origins = new Map<Constant | Item, string>();

  constructor(elementPath: string) {
    this.#elementPath = elementPath;
  }

  /** Says which file something was read from, in an element of another. */
  note(made: Constant | Item, origin: string, element: string): void {
    if (origin !== element && /\.ya?ml$/.test(origin)) this.#origins.set(made, origin);
  }

  /** The same modules with what they share moved, and the modules that it was moved to. `taken`: files that are there. */
  share(
    modules: readonly Module[],
    taken: ReadonlySet<string>,
  ): { readonly modules: readonly Module[]; readonly shared: readonly Module[] } {
    const found = modules.map((module) => this.#shareablesIn(module));
    const users = new Map<string, number>();
    for (const { key } of found.flat()) users.set(key, (users.get(key) ?? 0) + 1);
    const files = new Map<string, { readonly file: string; readonly names: Names; readonly statements: Constant[] }>();
    const places = new Map<string, Expression>();
    for (const [index, shareables] of found.entries()) {
      for (const { key, origin, wanted, made } of shareables) {
        const file = this.#fileOf(origin);
        if ((users.get(key) ?? 0) < 2 || places.has(key) || taken.has(file)) continue;
        const target = files.get(file) ?? { file, names: new Names(), statements: [] };
        files.set(file, target);
        const name = target.names.take(wanted);
        places.set(key, imported(file, name));
        // What it refers to was moved before it: whoever has it has that, too.
        const value = withPlaces(made.value, placesIn(found[index] ?? [], places), file);
        target.statements.push({ ...made, name, exported: true, value });
      }
    }
    return { modules: modules.map((module, index) => this.#without(module, found[index] ?? [], places)), shared: [...files.values()] };
  }

  /** In the order of the module, so that what something refers to comes before it. */
  #shareablesIn({ statements }: Module): readonly Shareable[] {
    const shareables: Shareable[] = [];
    const keys = new Map<string, string>();
    for (const statement of statements) {
      if (!("name" in statement)) continue;
      const origin = this.#origins.get(statement);
      if (origin !== undefined) {
        const value = keyOf(statement.value, keys);
        if (value === undefined) continue;
        const key = JSON.stringify([origin, statement.name, value]);
        keys.set(statement.name, key);
        shareables.push({ origin, key, wanted: statement.name, made: statement });
      } else if (statement.exported) {
        for (const { from, items } of this.#runsIn(statement.value))
          shareables.push({
            origin: from,
            key: JSON.stringify([from, items]),
            wanted: `${identifier(posix.parse(from).name.replace(/[-_]sources?$/, ""))}Sources`,
            made: { name: "", value: list(items) },
          });
      }
    }
    return shareables;
  }

  /** Sources one behind another that come from one file. */
  #runsIn(value: Expression): readonly { readonly from: string; readonly items: readonly Item[] }[] {
    const runs: { readonly from: string; readonly items: Item[] }[] = [];
    let last: string | undefined;
    for (const item of sourcesOf(value)) {
      const from = this.#origins.get(item);
      if (from !== undefined && from === last) runs.at(-1)?.items.push(item);
      else if (from !== undefined) runs.push({ from, items: [item] });
      last = from;
    }
    return runs;
  }

  #without(module: Module, shareables: readonly Shareable[], places: ReadonlyMap<string, Expression>): Module {
    const moved = shareables.filter(({ key }) => places.has(key));
    if (moved.length === 0) return module;
    const constants = new Set(moved.map(({ made }) => made));
    const here = placesIn(moved, places);
    const runs = moved.flatMap(({ key, made }) => {
      const place = places.get(key);
      return made.name === "" && made.value.type === "list" && place ? [{ items: made.value.items, place }] : [];
    });
    const statements = module.statements.flatMap((statement): readonly Statement[] => {
      if (!("name" in statement)) return [statement];
      if (constants.has(statement)) return [];
      const value = statement.exported ? withRuns(statement.value, runs) : statement.value;
      return [{ ...statement, value: withPlaces(value, here, module.file) }];
    });
    return { ...module, statements };
  }

  #fileOf(origin: string): string {
    const path = posix.relative(this.#elementPath, origin);
    return `${(path.startsWith("..") ? origin : path).replace(/\.ya?ml$/, "")}.ts`;
  }
}

/** What an expression says, with the keys of what it refers to; undefined where that is an element's own. */
function keyOf(value: Expression, keys: ReadonlyMap<string, string>): string | undefined {
  let isOwn = false;
  const deep = replaced(value, (node) => {
    if (node.type !== "name") return node;
    const key = keys.get(node.name);
    if (key === undefined) isOwn = true;
    return { type: "name", name: key ?? node.name };
  });
  return isOwn ? undefined : JSON.stringify(deep);
}

/** Where constants stand now, by the name that they had. */
function placesIn(shareables: readonly Shareable[], places: ReadonlyMap<string, Expression>): ReadonlyMap<string, Expression> {
  return new Map(
    shareables.flatMap(({ key, made }) => {
      const place = places.get(key);
      return place && made.name !== "" ? [[made.name, place] as const] : [];
    }),
  );
}

function withPlaces(value: Expression, places: ReadonlyMap<string, Expression>, file: string): Expression {
  return replaced(value, (node) => {
    const place = node.type === "name" ? places.get(node.name) : undefined;
    if (place?.type !== "imported") return place ?? node;
    return place.from === file ? { type: "name", name: place.name } : place;
  });
}

function sourcesOf(value: Expression): readonly Item[] {
  const [input] = value.type === "call" ? value.arguments : [];
  const field = input?.type === "object" ? input.fields.find(({ name }) => name === "sources") : undefined;
  return field?.value.type === "list" ? field.value.items : [];
}

function withRuns(value: Expression, runs: readonly { readonly items: readonly Item[]; readonly place: Expression }[]): Expression {
  if (value.type !== "call" || runs.length === 0) return value;
  const [input, ...more] = value.arguments;
  if (input?.type !== "object") return value;
  const starts = new Map(runs.map(({ items, place }) => [items[0], place]));
  const moved = new Set(runs.flatMap(({ items }) => items));
  const fields = input.fields.map((field) => {
    if (field.name !== "sources" || field.value.type !== "list") return field;
    const items = field.value.items.flatMap((item): readonly Item[] => {
      const place = starts.get(item);
      if (place) return [{ value: place, spread: true }];
      return moved.has(item) ? [] : [item];
    });
    const [only] = items;
    return { ...field, value: items.length === 1 && only?.spread ? only.value : list(items) };
  });
  return { ...value, arguments: [{ ...input, fields }, ...more] };
}
