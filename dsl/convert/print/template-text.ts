// Text between backquotes, so that the tag that reads it sees exactly the text that was meant.
//
// `sh` and `sh.raw` see what is written, undo only the escapes of backquote and interpolation, and take off the indentation
// that lines share; other tags see JavaScript's escapes undone. What neither can say as it is becomes an interpolated string.

import { type Expression, string, type Template } from "./expression.ts";

type Part = string | Expression;

/** The parts of a template as they are written, each text escaped. In `raw` ones, lines are as the tag leaves them. */
export function writtenParts({ parts, raw }: Template): readonly Part[] {
  if (!raw) return parts.map(cookedPart);
  const joined = joinedTexts(parts);
  return keepMargin(joined.flatMap((part, index) => (typeof part === "string" ? rawParts(part, index === joined.length - 1) : [part])));
}

function joinedTexts(parts: readonly Part[]): readonly Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else if (part !== "") joined.push(part);
  }
  return joined;
}

function cookedPart(part: Part): Part {
  if (typeof part !== "string") return part;
  return part
    .replace(/[\\`]|\$\{/g, (found) => `\\${found}`)
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(/[\0-\x1f\x7f\u2028\u2029]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * What would come out otherwise than it went in, or could not be seen: escapes that stand in the text already, blanks at the
 * end of a line, and what a source file cannot hold.
 */
const AWKWARD = /\\*(?:[\r\0-\x08\x0b\x0c\x0e-\x1f\x7f]|[ \t]+(?=\n))+|\\+(?=`|\$\{)|\\*\$\\+\{|\\+$/g;
const AWKWARD_END = /\\*[ \t]+$/;

function rawParts(text: string, isLast: boolean): readonly Part[] {
  const end = isLast ? (AWKWARD_END.exec(text)?.[0] ?? "") : "";
  const parts: Part[] = [];
  let start = 0;
  const body = text.slice(0, text.length - end.length);
  for (const found of body.matchAll(AWKWARD)) {
    parts.push(escaped(body.slice(start, found.index)), string(found[0]));
    start = found.index + found[0].length;
  }
  parts.push(escaped(body.slice(start)), ...(end === "" ? [] : [string(end)]));
  return parts.filter((part) => part !== "");
}

function escaped(text: string): string {
  return text.replace(/`|\$\{/g, (found) => `\\${found}`);
}

/** Where all lines of a text of several begin with blanks, the first one's are interpolated: they are no indentation then. */
function keepMargin(parts: readonly Part[]): readonly Part[] {
  const HOLE = "\0";
  const lines = parts
    .map((part) => (typeof part === "string" ? part : HOLE))
    .join("")
    .split("\n");
  if (lines.length === 1) return parts;
  const texts = lines.filter((line) => line.trim() !== "");
  if (texts.length > 0 && texts.some((line) => !/^[ \t]/.test(line))) return parts;
  const [first = "", ...rest] = parts;
  if (typeof first !== "string") return parts;
  const match = /^(\s*\n|)([ \t]+)(.*)$/s.exec(first);
  if (match === null) return parts;
  const [, before = "", blanks = "", after = ""] = match;
  return [before, string(blanks), after, ...rest].filter((part) => part !== "");
}
