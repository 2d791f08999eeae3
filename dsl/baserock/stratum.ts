// Strata: lists of chunks, each over others. What needs itself in a circle is refused.

import type { Place } from "../../core/model/place.ts";
import { asMap, list, requiredText, text, written } from "./access.ts";
import type { BuildSystems } from "./build-systems.ts";
import { readChunk } from "./chunk.ts";
import type { TreeFiles } from "./files.ts";
import type { Chunk, Stratum } from "./model.ts";
import { refuse } from "./refuse.ts";
import { readRules } from "./split-rules.ts";
import type { MapNode } from "./yaml.ts";

export interface StratumContext {
  readonly files: TreeFiles;
  readonly version: number;
  readonly buildSystems: BuildSystems;
}

export class StratumReader {
  readonly #context: StratumContext;
  /** By path, in the order in which they were complete: what needs comes after what is needed. */
  readonly #read = new Map<string, Stratum>();
  readonly #pending: string[] = [];

  constructor(context: StratumContext) {
    this.#context = context;
  }

  get strata(): readonly Stratum[] {
    return [...this.#read.values()];
  }

  /** The stratum of a path as something at `from` writes it. */
  read(written: string, from: Place): Stratum {
    const path = this.#context.files.inside(written, from);
    const known = this.#read.get(path);
    if (known) return known;
    if (this.#pending.includes(path)) {
      const circle = [...this.#pending.slice(this.#pending.indexOf(path)), path];
      throw refuse(`strata need one another in a circle: ${circle.join(", ")}`, from, { code: "FORGE1082" });
    }
    if (this.#pending.length >= MOST_DEEP) throw refuse(`strata need one another more than ${MOST_DEEP} deep`, from);
    this.#pending.push(path);
    try {
      const made = this.#make(path, this.#context.files.map(path, from), from);
      this.#read.set(path, made);
      return made;
    } finally {
      this.#pending.pop();
    }
  }

  #make(file: string, map: MapNode, from: Place): Stratum {
    const kind = text(map, "kind");
    if (kind !== undefined && kind !== "stratum") throw refuse(`${file} is a ${kind}, not a stratum`, from);
    const name = requiredText(map, "name", file);
    if (!/^[^/\s\p{Cc}]+$/u.test(name))
      throw refuse(`${JSON.stringify(name)} is no name of a stratum`, map.entries.get("name")?.place ?? map.place);
    const needs = list(map, "build-depends").map((node) =>
      node.type === "scalar"
        ? this.read(written(node), node.place)
        : this.read(requiredText(asMap(node, "an entry of `build-depends`"), "morph", "it"), node.place),
    );
    return {
      name,
      file,
      place: map.place,
      description: text(map, "description"),
      needs: [...new Set(needs)],
      chunks: this.#chunks(map, name),
      products: readRules(map, "products"),
    };
  }

  #chunks(map: MapNode, stratum: string): readonly Chunk[] {
    const before = new Map<string, Chunk>();
    for (const node of list(map, "chunks")) {
      const entry = asMap(node, "an entry of `chunks`");
      const chunk = readChunk(entry, { ...this.#context, stratum, before });
      if (before.has(chunk.name)) throw refuse(`the stratum ${stratum} has two chunks ${chunk.name}`, entry.place);
      before.set(chunk.name, chunk);
    }
    return [...before.values()];
  }
}

const MOST_DEEP = 500;
