// Text to tree: one YAML document, every scalar as the text that stands there.
//
// Nothing is typed. Anchors, aliases, foreign tags, keys that are no text, keys given twice and further documents are
// refused. Reading is bounded by the size of the text and by the depth of nesting; whatever is wrong is a located error.

import { isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
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
  if (error) throw invalid(wording(error.message), at(error.pos[0]));
  const tag = document.warnings.find(({ code, message }) => code === "TAG_RESOLVE_FAILED" && !CORE_TAG.test(message));
  if (tag) throw invalid("tags are not allowed", at(tag.pos[0]));
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.source === "" && contents.type === "PLAIN")) {
    return mapping(EMPTY.entries, { file, line: 1, column: 1 });
  }
  if (!isMap(contents)) throw invalid("the file holds no mapping", at(startOf(contents)));
  return convertMapping(contents, 0);

  function convert(node: unknown, depth: number): BstNode {
    if (isScalar(node)) {
      refuseProperties(node);
      const source = node.source ?? "";
      return scalar(stripped ? strip(source) : source, at(source === "" && node.type === "PLAIN" ? emptyAt(startOf(node)) : startOf(node)));
    }
    if (isAlias(node)) throw invalid("aliases are not allowed", at(startOf(node)));
    if (depth > MAX_DEPTH) throw invalid("nested too deeply", at(startOf(node)));
    if (isMap(node)) return convertMapping(node, depth);
    if (isSeq(node)) return convertSequence(node, depth);
    throw invalid("not a text, list or mapping", at(0));
  }

  function convertMapping(node: YAMLMap, depth: number): Mapping {
    refuseProperties(node);
    const entries = new Map<string, BstNode>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) throw invalid("a key must be a text", at(startOf(key)));
      refuseProperties(key);
      const name = key.source ?? "";
      if (entries.has(name)) throw invalid(`the key ${JSON.stringify(name)} is given twice`, at(startOf(key)));
      entries.set(name, value === null || value === undefined ? scalar("", at(startOf(key))) : convert(value, depth + 1));
    }
    return mapping(entries, at(startOf(node)));
  }

  function convertSequence(node: YAMLSeq, depth: number): BstNode {
    refuseProperties(node);
    return sequence(
      node.items.map((item) => convert(item, depth + 1)),
      at(startOf(node)),
    );
  }

  /** Nothing stands right behind the colon or dash that it belongs to, not where the line ends. */
  function emptyAt(offset: number): number {
    let start = offset;
    while (start > 0 && text.charAt(start - 1) === " ") start--;
    return start;
  }

  function refuseProperties(node: Properties): void {
    if (node.anchor !== undefined) throw invalid("anchors are not allowed", at(startOf(node)));
    if (node.tag !== undefined && !CORE_TAG.test(node.tag)) throw invalid("tags are not allowed", at(startOf(node)));
  }
}

interface Properties {
  readonly anchor?: string | undefined;
  readonly tag?: string | undefined;
}

/** Tags that YAML itself gives to texts, numbers and so on. They say nothing here. */
const CORE_TAG = /tag:yaml\.org,2002:(str|int|float|bool|null|map|seq|timestamp)$/;

function parse(text: string, lines: LineCounter, file: SourceFile) {
  try {
    // Keys are checked for being unique by our own reader: the library's check is quadratic.
    return parseDocument(text, { schema: "failsafe", uniqueKeys: false, prettyErrors: false, lineCounter: lines });
  } catch (error) {
    if (error instanceof RangeError) throw invalid("nested too deeply", { file, line: 1, column: 1 });
    throw error;
  }
}

function refuseControlCharacters(text: string, at: (offset: number) => Origin): void {
  const found = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/.exec(text);
  if (found) throw invalid("the file is not text", at(found.index));
}

/** Offset of what the library made. */
function startOf(node: unknown): number {
  return (node as Partial<ParsedNode> | null)?.range?.[0] ?? 0;
}

/** The library's message in the form of ours. */
function wording(message: string): string {
  if (message.startsWith("Maximum call stack")) return "nested too deeply";
  if (message.startsWith("Source contains multiple documents")) return "a file holds one document, and this one more";
  const [line = message] = message.split("\n");
  return line.charAt(0).toLowerCase() + line.slice(1).replace(/[.:]$/, "");
}

function invalid(message: string, { file, line, column }: Origin): BstError {
  return loadError("INVALID_YAML", message, { node: scalar("", { file, line, column }) });
}
