// Comments of YAML files, by the line below them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BstNode, Origin } from "../../bst/yaml/node.ts";

export class Comments {
  readonly #directory: string;
  readonly #files = new Map<string, readonly string[]>();

  /** `directory`: that paths of nodes are relative to. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Lines above a scalar's key, or above an item of a list. */
  above(node: Origin): readonly string[] {
    return node.line === 0 ? [] : this.#before(node.file.path, node.line);
  }

  /** Lines above the key under which a list or a mapping stands. */
  aboveKey(key: string, node: BstNode): readonly string[] {
    if (node.line === 0) return [];
    const lines = this.#lines(node.file.path);
    for (let line = node.line; line > 0 && line > node.line - 40; line--) {
      const text = lines[line - 1] ?? "";
      const [, found] = /^\s*(?:- )?["']?([^\s"'#:][^"':]*|\([<>=?@!]\))["']?\s*:/.exec(text) ?? [];
      if (found === key) return this.#before(node.file.path, line);
      if (line < node.line && text.trim() !== "" && !text.trim().startsWith("#") && found === undefined) return [];
    }
    return [];
  }

  /** What a file says before anything else, up to the first empty line behind it. */
  head(path: string): readonly string[] {
    const lines = this.#lines(path);
    const end = lines.findIndex((line) => !line.startsWith("#"));
    return (end < 0 ? lines : lines.slice(0, end)).map(words);
  }

  #before(path: string, line: number): readonly string[] {
    const lines = this.#lines(path);
    let start = line - 1;
    while (start > 0 && /^\s*#/.test(lines[start - 1] ?? "")) start--;
    // Those at the very top are the file's.
    if (start === 0) return [];
    const found = lines.slice(start, line - 1).map(words);
    while (found.at(-1) === "") found.pop();
    while (found[0] === "") found.shift();
    return found;
  }

  #lines(path: string): readonly string[] {
    const known = this.#files.get(path) ?? this.#read(path);
    this.#files.set(path, known);
    return known;
  }

  #read(path: string): readonly string[] {
    try {
      return readFileSync(join(this.#directory, path), "utf8").split("\n");
    } catch {
      // A file of a project that lies elsewhere: its comments stay there.
      return [];
    }
  }
}

function words(line: string): string {
  return line.replace(/^\s*#+ ?/, "").trimEnd();
}
