// Reads the YAML that nearly all files of projects are written in, and nothing else: block mappings and lists, texts of one
// line, literal and folded blocks. Whatever is not plainly that, right or wrong, it leaves to the library (read.ts).
//
// Ten times as fast as reading by the library, which counts when a thousand files are read to answer one question. It must
// give the library's tree, place for place; a test holds the two against each other over everything there is.

import { strip } from "../text.ts";
import { type BstNode, type Mapping, mapping, type Origin, type SourceFile, scalar, sequence } from "./node.ts";

export interface SubsetOptions {
  readonly file: SourceFile;
  readonly stripped: boolean;
}

/** The tree of a text in the subset; undefined for any other text. */
export function readPlainSubset(text: string, options: SubsetOptions): Mapping | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return new SubsetReader(text, options).document();
  } catch (error) {
    if (error === NOT_SUBSET) return undefined;
    throw error;
  }
}

/** Carriage returns, control characters, and lines that are markers or directives of the stream. */
const UNUSUAL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|^(?:---|\.\.\.|%)/m;
const NOT_SUBSET = new Error("not in the subset");
const MAX_DEPTH = 100;

const SPACE = 32;
const HASH = 35;
const COLON = 58;
const DASH = 45;
/** Characters that begin something else than a plain text. */
const INDICATORS = new Set([..."-?:,[]{}#&*!|>'\"%@`"].map((character) => character.charCodeAt(0)));

class SubsetReader {
  readonly #text: string;
  readonly #file: SourceFile;
  readonly #stripped: boolean;
  /** Line number from 1, and where the line begins and ends. */
  #line = 1;
  #start = 0;
  #end = 0;
  /** Columns of blanks before the line's content. */
  #indent = 0;
  #depth = 0;

  constructor(text: string, { file, stripped }: SubsetOptions) {
    this.#text = text;
    this.#file = file;
    this.#stripped = stripped;
    this.#enter(0);
    this.#skip();
  }

  document(): Mapping | undefined {
    if (this.#atEnd()) return undefined;
    if (this.#indent !== 0 || this.#isItem(this.#start)) throw NOT_SUBSET;
    const result = this.#mapping(0, 0);
    return this.#atEnd() ? result : undefined;
  }

  #atEnd(): boolean {
    return this.#start >= this.#text.length;
  }

  /** Goes to the line that begins at an offset. */
  #enter(start: number): void {
    this.#start = start;
    const newline = this.#text.indexOf("\n", start);
    this.#end = newline < 0 ? this.#text.length : newline;
    let at = start;
    while (at < this.#end && this.#text.charCodeAt(at) === SPACE) at++;
    this.#indent = at - start;
  }

  #next(): void {
    this.#line++;
    this.#enter(this.#end + 1);
  }

  /** Goes on to a line with content. */
  #skip(): void {
    while (!this.#atEnd()) {
      const at = this.#start + this.#indent;
      const first = this.#text.charCodeAt(at);
      if (at < this.#end && first !== HASH) {
        if (first === 9) throw NOT_SUBSET;
        return;
      }
      this.#next();
    }
    this.#indent = -1;
  }

  #isItem(at: number): boolean {
    return this.#text.charCodeAt(at) === DASH && (at + 1 === this.#end || this.#text.charCodeAt(at + 1) === SPACE);
  }

  #origin(column: number): Origin {
    return { file: this.#file, line: this.#line, column: column + 1 };
  }

  /** A block of lines that are indented alike: the present one and what follows. */
  #block(indent: number): BstNode {
    if (++this.#depth > MAX_DEPTH) throw NOT_SUBSET;
    const result = this.#isItem(this.#start + indent) ? this.#sequence(indent) : this.#mapping(indent, indent);
    this.#depth--;
    return result;
  }

  /** `column`: where the first key stands; the line may begin with the dash of a list. */
  #mapping(indent: number, column: number): Mapping {
    const origin = this.#origin(column);
    const entries = new Map<string, BstNode>();
    let at = this.#start + column;
    for (;;) {
      const colon = this.#keyEnd(at);
      const key = this.#text.slice(at, colon).trimEnd();
      if (entries.has(key)) throw NOT_SUBSET;
      entries.set(key, this.#value(colon + 1, indent, true));
      if (this.#indent !== indent || this.#isItem(this.#start + indent)) break;
      at = this.#start + indent;
    }
    if (this.#indent > indent) throw NOT_SUBSET;
    return mapping(entries, origin);
  }

  #sequence(indent: number): BstNode {
    const origin = this.#origin(indent);
    const items: BstNode[] = [];
    while (this.#indent === indent && this.#isItem(this.#start + indent)) {
      let at = this.#start + indent + 1;
      while (at < this.#end && this.#text.charCodeAt(at) === SPACE) at++;
      const column = at - this.#start;
      if (at < this.#end && this.#isPair(at)) items.push(this.#inlineMapping(column));
      else items.push(this.#value(this.#start + indent + 1, indent, false));
    }
    if (this.#indent > indent) throw NOT_SUBSET;
    return sequence(items, origin);
  }

  #inlineMapping(column: number): BstNode {
    if (++this.#depth > MAX_DEPTH) throw NOT_SUBSET;
    const result = this.#mapping(column, column);
    this.#depth--;
    return result;
  }

  /** Whether what stands at an offset is a plain key with its value. */
  #isPair(at: number): boolean {
    if (INDICATORS.has(this.#text.charCodeAt(at))) return false;
    return this.#findColon(at) >= 0;
  }

  /** The colon that ends a plain key. */
  #keyEnd(at: number): number {
    if (at >= this.#end || INDICATORS.has(this.#text.charCodeAt(at))) throw NOT_SUBSET;
    const colon = this.#findColon(at);
    if (colon < 0) throw NOT_SUBSET;
    return colon;
  }

  #findColon(from: number): number {
    for (let at = from; at < this.#end; at++) {
      const unit = this.#text.charCodeAt(at);
      if (unit === COLON && (at + 1 === this.#end || this.#text.charCodeAt(at + 1) === SPACE)) return at;
      if (unit === HASH && this.#text.charCodeAt(at - 1) === SPACE) return -1;
      if (unit === 9) throw NOT_SUBSET;
    }
    return -1;
  }

  /** What stands after a key's colon or an item's dash, or below it. Leaves the reader at the next line with content. */
  #value(from: number, indent: number, isKey: boolean): BstNode {
    let at = from;
    while (at < this.#end && this.#text.charCodeAt(at) === SPACE) at++;
    const unit = at < this.#end ? this.#text.charCodeAt(at) : HASH;
    if (unit === HASH) return this.#below(from, indent, isKey);
    const origin = this.#origin(at - this.#start);
    if (unit === 124 || unit === 62) return this.#blockText(at, indent, origin);
    const result = this.#inline(at, unit, origin);
    this.#next();
    this.#skip();
    // More of the same text, or an error: either way not ours.
    if (this.#indent > indent) throw NOT_SUBSET;
    return result;
  }

  /** Nothing on the line: what is indented below it, or the empty text. */
  #below(from: number, indent: number, isKey: boolean): BstNode {
    const empty = this.#origin(from - this.#start);
    this.#next();
    this.#skip();
    if (this.#indent > indent) return this.#block(this.#indent);
    // A list may stand as far left as the key it belongs to.
    if (isKey && this.#indent === indent && this.#isItem(this.#start + indent)) return this.#block(indent);
    return scalar("", empty);
  }

  #inline(at: number, unit: number, origin: Origin): BstNode {
    switch (unit) {
      case 34:
        return this.#quoted(at, '"', origin);
      case 39:
        return this.#quoted(at, "'", origin);
      case 91:
        if (!this.#isRest(at, "[]")) throw NOT_SUBSET;
        return sequence([], origin);
      case 123:
        if (!this.#isRest(at, "{}")) throw NOT_SUBSET;
        return mapping(new Map(), origin);
      default:
        return this.#plain(at, unit, origin);
    }
  }

  #plain(at: number, unit: number, origin: Origin): BstNode {
    const after = this.#text.charCodeAt(at + 1);
    const begins = !INDICATORS.has(unit) || ((unit === DASH || unit === COLON || unit === 63) && at + 1 < this.#end && after !== SPACE);
    if (!begins || this.#findColon(at) >= 0) throw NOT_SUBSET;
    let end = this.#end;
    for (let next = at + 1; next < end; next++) {
      if (this.#text.charCodeAt(next) === HASH && this.#text.charCodeAt(next - 1) === SPACE) end = next;
    }
    while (this.#text.charCodeAt(end - 1) === SPACE) end--;
    return this.#scalar(this.#text.slice(at, end), origin);
  }

  /** A quoted text of one line, without escapes. */
  #quoted(at: number, quote: string, origin: Origin): BstNode {
    let close = this.#text.indexOf(quote, at + 1);
    while (quote === "'" && close >= 0 && close < this.#end && this.#text.charAt(close + 1) === "'")
      close = this.#text.indexOf(quote, close + 2);
    if (close < 0 || close >= this.#end || !this.#isComment(close + 1)) throw NOT_SUBSET;
    const inner = this.#text.slice(at + 1, close);
    if (quote === '"' && inner.includes("\\")) throw NOT_SUBSET;
    return this.#scalar(quote === "'" ? inner.replaceAll("''", "'") : inner, origin);
  }

  #isRest(at: number, wanted: string): boolean {
    return this.#text.startsWith(wanted, at) && this.#isComment(at + wanted.length);
  }

  /** Whether nothing but blanks and a comment follows on the line. */
  #isComment(from: number): boolean {
    let at = from;
    while (at < this.#end && this.#text.charCodeAt(at) === SPACE) at++;
    return at === this.#end || (at > from && this.#text.charCodeAt(at) === HASH);
  }

  /** A literal or folded block; `at` is its indicator. */
  #blockText(at: number, indent: number, origin: Origin): BstNode {
    const isFolded = this.#text.charAt(at) === ">";
    const isChomped = this.#text.charAt(at + 1) === "-";
    if (!this.#isComment(at + (isChomped ? 2 : 1))) throw NOT_SUBSET;
    this.#next();
    const lines = this.#blockLines(indent);
    if (isFolded && lines.some((line) => line.startsWith(" ") || line.startsWith("\t"))) throw NOT_SUBSET;
    const text = isFolded ? fold(lines) : lines.join("\n");
    this.#skip();
    if (this.#indent > indent) throw NOT_SUBSET;
    return this.#scalar(isChomped ? text : `${text}\n`, origin);
  }

  /** The lines of a block without their indentation, and without blank ones at the end. */
  #blockLines(indent: number): readonly string[] {
    const lines: string[] = [];
    let content = -1;
    let length = 0;
    for (; !this.#atEnd(); this.#next()) {
      const isBlank = this.#start + this.#indent === this.#end;
      if (content < 0 && !isBlank) {
        content = this.#indent;
        // Blanks before the first line must not reach further than it.
        if (content <= indent || lines.some((line) => line.length > content)) throw NOT_SUBSET;
        lines.fill("");
      }
      if (isBlank)
        lines.push(content < 0 ? " ".repeat(this.#indent) : this.#text.slice(Math.min(this.#start + content, this.#end), this.#end));
      else if (this.#indent < content) break;
      else {
        lines.push(this.#text.slice(this.#start + content, this.#end));
        length = lines.length;
      }
    }
    // Blank lines that hold more blanks than the indentation are content, too.
    while (length < lines.length && lines[length] !== "") length++;
    if (length === 0 || lines.slice(length).some((line) => line !== "")) throw NOT_SUBSET;
    return lines.slice(0, length);
  }

  #scalar(text: string, origin: Origin): BstNode {
    return scalar(this.#stripped ? strip(text) : text, origin);
  }
}

/** Joins lines by blanks; each blank line between them is the end of a line. */
function fold(lines: readonly string[]): string {
  let text = "";
  let isFirst = true;
  let wasBlank = true;
  for (const line of lines) {
    if (line === "") text += "\n";
    else text += isFirst || wasBlank ? line : ` ${line}`;
    if (line !== "") isFirst = false;
    wasBlank = line === "";
  }
  return text;
}
