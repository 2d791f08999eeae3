// Files that stand beside the modules because nobody reads them there: scripts and texts, and long lists that tools write.
//
// Contents are kept once: who says the same is led to the same file.

import { posix } from "node:path";
import type { JsonObject } from "../../../core/model/json.ts";
import { call, type Expression, string } from "../print/expression.ts";
import { forge } from "./texts.ts";

/** Characters beyond which a text of one line has a file of its own. */
const LONG_TEXT = 2000;

/** Entries beyond which a list has one. */
const LONG_LIST = 40;

const WIDTH = 140;

/** Lists that there are schemas for: the field of a source, what its file is called, and the schema. */
const LISTS: { readonly [maker: string]: readonly [field: string, extension: string, schema: string] } = {
  crates: ["crates", "crates.json", "crateList"],
  goVendor: ["modules", "modules.json", "goModuleList"],
};

export class DataFiles {
  /** Contents by path. */
  readonly files = new Map<string, string>();
  readonly #pathOf = new Map<string, string>();

  /** A text: as it is, or read. */
  text(element: string, name: string, text: string): Expression {
    if (text.length <= LONG_TEXT && !text.trimEnd().includes("\n")) return string(text);
    return call(forge("readText"), string(this.#file(`${stem(element)}-${posix.basename(name)}`, text)));
  }

  /** Fields of a source that are read, by name. */
  lists(element: string, maker: string, input: JsonObject): ReadonlyMap<string, Expression> {
    const [field = "", extension = "", schema = ""] = LISTS[maker] ?? [];
    const list = input[field];
    if (!Array.isArray(list) || list.length <= LONG_LIST) return new Map();
    const path = this.#file(`${stem(element)}.${extension}`, jsonLines(list));
    return new Map([[field, call(forge("readJson"), string(path), forge(schema))]]);
  }

  #file(wanted: string, text: string): string {
    const known = this.#pathOf.get(text);
    if (known !== undefined) return known;
    const { dir, name, ext } = posix.parse(wanted);
    let path = wanted;
    for (let number = 2; this.files.has(path); number++) path = posix.join(dir, `${name}-${number}${ext}`);
    this.files.set(path, text);
    this.#pathOf.set(text, path);
    return path;
  }
}

function stem(element: string): string {
  return element.replace(/\.bst$/, "");
}

/** A list as formatters lay it out: an entry on a line where it fits. */
function jsonLines(list: readonly unknown[]): string {
  return `[\n${list.map((entry) => `  ${jsonEntry(entry)}`).join(",\n")}\n]\n`;
}

function jsonEntry(entry: unknown): string {
  const broken = JSON.stringify(entry, undefined, 2).split("\n");
  const flat = broken.map((line) => line.trim()).join(" ");
  return flat.length + 3 <= WIDTH ? flat : broken.join("\n  ");
}
