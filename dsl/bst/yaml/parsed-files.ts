// Every YAML file of a load, read and parsed once, whoever asks: instances of one project share their trees.

import { relative } from "node:path";
import { loadError } from "../errors.ts";
import type { ProjectFiles } from "../files.ts";
import { EMPTY, type Mapping, mapping, type SourceFile } from "./node.ts";
import { readYaml } from "./read.ts";

export class ParsedFiles {
  readonly #files: ProjectFiles;
  readonly #root: string;
  readonly #mounts = new Map<string, string>();
  readonly #trees = new Map<string, Mapping>();

  /** `root`: the directory that paths in messages are relative to. */
  constructor(files: ProjectFiles, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /** The tree of a file. Throws MISSING_FILE, LOADING_DIRECTORY, INVALID_YAML. */
  read(path: string, options: { readonly stripped: boolean; readonly role?: SourceFile["role"] }): Mapping {
    const key = options.stripped ? path : `${path}\0`;
    const known = this.#trees.get(key);
    if (known) return known;
    const file: SourceFile = { path: this.show(path), role: options.role ?? "other" };
    const tree = this.#parse(path, file, options.stripped);
    this.#trees.set(key, tree);
    return tree;
  }

  /** Says what a directory elsewhere is called in messages: `sdk.bst:`, before what lies in it. */
  mount(directory: string, name: string): void {
    this.#mounts.set(directory, name);
  }

  /** A path as messages show it: relative to the root where it lies inside. */
  show(path: string): string {
    for (const [directory, name] of this.#mounts) {
      if (path === directory || path.startsWith(`${directory}/`)) return `${name}${path.slice(directory.length + 1) || "."}`;
    }
    const inside = relative(this.#root, path);
    return inside === "" ? "." : inside.startsWith("../") || inside === ".." ? path : inside;
  }

  #parse(path: string, file: SourceFile, stripped: boolean): Mapping {
    const content = this.#files.readText(path);
    switch (content.type) {
      case "text":
        return readYaml(content.text, { file, stripped });
      case "missing":
        throw loadError("MISSING_FILE", `there is no file ${file.path}`);
      case "directory":
        throw loadError("LOADING_DIRECTORY", `${file.path} is a directory`);
      case "binary":
        throw loadError("INVALID_YAML", "the file is not UTF-8 text", { node: mapping(EMPTY.entries, { file, line: 1, column: 1 }) });
    }
  }
}
