// Text to tree: one YAML document, every scalar as the text that stands there.
//
// Nothing is typed. Anchors, aliases, foreign tags, keys that are no text, keys given twice and further documents are
// refused. Reading is bounded by the size of the text and by the depth of nesting; whatever is wrong is a located error.

import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { type BstError, loadError } from "../errors.ts";
import { strip } from "../text.ts";
import { type BstNode, EMPTY, type Mapping, mapping, type Origin, type SourceFile, scalar, sequence } from "./node.ts";
import { readPlainSubset } from "./plain-subset.ts";

export interface ReadOptions {
  readonly file: SourceFile;
  /** Drop outer blanks of every scalar, block scalars included: format 2. Format 1 does so only where a text is used. */
  readonly stripped: boolean;
}

/** Far more than any real file; a guard for memory. */
const MAX_CHARACTERS = 64 * 1024 * 1024;
const MAX_DEPTH = 200;

/** The mapping that a text holds; an empty one where there is nothing but comments. Throws INVALID_YAML. */
export function readYaml(text: string, options: ReadOptions): Mapping {
  return readPlainSubset(text, options) ?? readByLibrary(text, options);
}

/** The same for any text. */
export function readByLibrary(text: string, { file, stripped }: ReadOptions): Mapping {
  if (text.length > MAX_CHARACTERS) throw invalid("the file is larger than 64 MB", { file, line: 1, column: 1 });
  const lines = new LineCounter();
  const at = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parse(text, lines, file);
  refuseControlCharacters(text, at);
  const [error] = document.errors;
  if (error) throw invalid(firstLine(error.message), at(error.pos[0]));
  const [warning] = document.warnings.filter(({ code }) => code === "TAG_RESOLVE_FAILED");
  if (warning) throw invalid("tags are not allowed", at(warning.pos[0]));
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.source === "" && contents.type === "PLAIN")) {
    return mapping(EMPTY.entries, { file, line: 1, column: 1 });
  }
  if (!isMap(contents)) throw invalid("the file holds no mapping", at(startOf(contents)));
  return convertMapping(contents, 0);

  function convert(node: unknown, depth: number): BstNode {
    if (isAlias(node)) throw invalid("aliases are not allowed", at(node.range?.[0] ?? 0));
    if (isScalar(node)) {
      refuseProperties(node);
      const source = node.source ?? "";
      return scalar(stripped ? strip(source) : source, at(node.range?.[0] ?? 0));
    }
    if (depth > MAX_DEPTH) throw invalid("nested too deeply", at(isCollection(node) ? (node.range?.[0] ?? 0) : 0));
    if (isMap(node)) return convertMapping(node, depth);
    if (isSeq(node)) return convertSequence(node, depth);
    throw invalid("not a text, list or mapping", { file, line: 1, column: 1 });
  }

  function convertMapping(node: YAMLMap, depth: number): Mapping {
    refuseProperties(node);
    const entries = new Map<string, BstNode>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) throw invalid("a key must be a text", at(startOf(key)));
      refuseProperties(key);
      const name = key.source ?? "";
      if (entries.has(name)) throw invalid(`the key ${JSON.stringify(name)} is given twice`, at(key.range?.[0] ?? 0));
      entries.set(name, value === null || value === undefined ? scalar("", at(key.range?.[1] ?? 0)) : convert(value, depth + 1));
    }
    return mapping(entries, at(node.range?.[0] ?? 0));
  }

  function convertSequence(node: YAMLSeq, depth: number): BstNode {
    refuseProperties(node);
    return sequence(
      node.items.map((item) => convert(item, depth + 1)),
      at(node.range?.[0] ?? 0),
    );
  }

  function refuseProperties(node: {
    readonly anchor?: string | undefined;
    readonly tag?: string | undefined;
    readonly range?: readonly number[] | null | undefined;
  }): void {
    if (node.anchor !== undefined) throw invalid("anchors are not allowed", at(node.range?.[0] ?? 0));
    if (node.tag !== undefined && !node.tag.startsWith("tag:yaml.org,2002:"))
      throw invalid("tags are not allowed", at(node.range?.[0] ?? 0));
  }
}

function parse(text: string, lines: LineCounter, file: SourceFile) {
  try {
    // Keys are checked for being unique by our own reader: the library's check is quadratic.
    return parseDocument(text, { schema: "failsafe", uniqueKeys: false, prettyErrors: false, lineCounter: lines, logLevel: "silent" });
  } catch (error) {
    if (error instanceof RangeError) throw invalid("nested too deeply", { file, line: 1, column: 1 });
    throw error;
  }
}

function refuseControlCharacters(text: string, at: (offset: number) => Origin): void {
  const found = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/.exec(text);
  if (found) throw invalid("the file is not text", at(found.index));
}

function startOf(node: unknown): number {
  return (node as Partial<ParsedNode> | null)?.range?.[0] ?? 0;
}

function firstLine(message: string): string {
  const [line = message] = message.split("\n");
  return line.charAt(0).toLowerCase() + line.slice(1).replace(/[.:]$/, "");
}

function invalid(message: string, { file, line, column }: Origin): BstError {
  return loadError("INVALID_YAML", message, { node: scalar("", { file, line, column }) });
}
