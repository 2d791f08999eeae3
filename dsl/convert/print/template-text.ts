// Text between backquotes, so that the tag that reads it sees exactly the text that was meant.
//
// `sh` and `sh.raw` see what is written, undo only the escapes of backquote and interpolation, and take off the indentation
// that lines share; `text` sees JavaScript's escapes undone, and takes the indentation off what begins below the backquote.
// What neither can say as it is becomes an interpolated string.

import { type Expression, string, type Template } from "./expression.ts";

type Part = string | Expression;

/** Whether a template is written over lines, for its tag takes off the indentation. */
export function isOverLines({ tag, parts }: Template): boolean {
  return tag !== undefined && parts.some((part) => typeof part === "string" && part.includes("\n"));
}

/** The parts of a template as they are written, each text escaped. Lines of tagged ones are as the tag leaves them. */
export function writtenParts(template: Template): readonly Part[] {
  const { parts, raw } = template;
  if (!raw && !isOverLines(template)) return parts.map(cookedPart);
  const joined = joinedTexts(parts);
  const written = raw ? RAW : COOKED;
  return keepMargin(
    joined.flatMap((part, index) => (typeof part === "string" ? lineParts(part, index === joined.length - 1, written) : [part])),
  );
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

interface Writing {
  /** What would come out otherwise than it went in, or could not be seen. */
  readonly awkward: RegExp;
  readonly awkwardEnd: RegExp;
  readonly escaped: RegExp;
}

/** Escapes that stand in the text already, blanks at the end of a line, and what a source file cannot hold. */
const RAW: Writing = {
  awkward: /\\*(?:[\r\0-\x08\x0b\x0c\x0e-\x1f\x7f]|[ \t]+(?=\n))+|\\+(?=`|\$\{)|\\*\$\\+\{|\\+$/g,
  awkwardEnd: /\\*[ \t]+$/,
  escaped: /`|\$\{/g,
};

const COOKED: Writing = {
  awkward: /(?:[\0-\x08\x0e-\x1f\x7f]|[^\S\n\t ]|[ \t]+(?=\n))+/g,
  awkwardEnd: /[ \t]+$/,
  escaped: /[\\`]|\$\{/g,
};

function lineParts(text: string, isLast: boolean, { awkward, awkwardEnd, escaped }: Writing): readonly Part[] {
  const plainly = (plain: string): string => plain.replace(escaped, (found) => `\\${found}`);
  const end = isLast ? (awkwardEnd.exec(text)?.[0] ?? "") : "";
  const parts: Part[] = [];
  let start = 0;
  const body = text.slice(0, text.length - end.length);
  for (const found of body.matchAll(awkward)) {
    parts.push(plainly(body.slice(start, found.index)), string(found[0]));
    start = found.index + found[0].length;
  }
  parts.push(plainly(body.slice(start)), ...(end === "" ? [] : [string(end)]));
  return parts.filter((part) => part !== "");
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
