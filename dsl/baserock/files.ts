// The files of a definitions tree: each read once, by its path in the tree, and none outside of it.

import { join, posix } from "node:path";
import type { Place } from "../../core/model/place.ts";
import { diskFiles, type ProjectFiles } from "../bst/files.ts";
import { asMap } from "./access.ts";
import { refuse } from "./refuse.ts";
import { type MapNode, readYaml } from "./yaml.ts";

export class TreeFiles {
  readonly root: string;
  readonly #files: ProjectFiles;
  readonly #read = new Map<string, MapNode>();

  constructor(root: string, files: ProjectFiles = diskFiles) {
    this.root = root;
    this.#files = files;
  }

  has(path: string): boolean {
    return this.#files.kind(join(this.root, path)) === "file";
  }

  /** A path as it is written in the tree, in its only spelling. Throws FORGE1081 for one that leads out. */
  inside(path: string, place: Place): string {
    const normal = posix.normalize(path.trim());
    if (normal.startsWith("/") || normal === ".." || normal.startsWith("../") || normal === "." || normal.includes("\0"))
      throw refuse(`"${path}" is no path in the tree`, place, { help: "paths are relative to the directory of VERSION" });
    const real = this.#files.realPath(join(this.root, normal));
    const root = this.#files.realPath(this.root) ?? this.root;
    if (real !== undefined && real !== root && !real.startsWith(`${root}/`))
      throw refuse(`"${path}" is a link that leads out of the tree`, place);
    return normal;
  }

  /** The mapping of a file. `from`: what names it. Throws FORGE1081 and FORGE1082. */
  map(path: string, from: Place): MapNode {
    const known = this.#read.get(path);
    if (known) return known;
    const found = this.#files.readText(join(this.root, path));
    if (found.type === "missing") throw refuse(`there is no file ${path}`, from, { code: "FORGE1082" });
    if (found.type !== "text") throw refuse(`${path} is ${found.type === "directory" ? "a directory" : "no text in UTF-8"}`, from);
    const map = asMap(readYaml(found.text, path), path);
    this.#read.set(path, map);
    return map;
  }

  /** Names of files right in a directory, in order. */
  names(directory: string): readonly string[] {
    const found = this.#files.list(join(this.root, directory)).filter(({ isDirectory }) => !isDirectory);
    return found.map(({ name }) => name).sort();
  }

  /** Definitions below a directory, in order of their paths. */
  below(directory: string, depth = 4): readonly string[] {
    const entries = [...this.#files.list(join(this.root, directory))].sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries.flatMap(({ name, isDirectory }) => {
      const path = posix.join(directory, name);
      if (isDirectory) return depth > 0 && !name.startsWith(".") ? this.below(path, depth - 1) : [];
      return name.endsWith(".morph") ? [path] : [];
    });
  }
}
