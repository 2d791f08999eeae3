// Applies hunks to the lines of a file: where they say, or at the nearest place where every line of theirs is found.
//
// Nothing is guessed: unless `fuzz` is given, all lines of context must be there. A hunk that begins at the file's first
// line with less context than it ends with belongs to the beginning; one that ends with less belongs to the end.

import { type Hunk, PatchError } from "./model.ts";

export interface HunkOptions {
  /** How many lines of context, at each end of a hunk, need not fit. */
  readonly fuzz: number;
  /** The file's name, for messages. */
  readonly name: string;
}

/** The file's new contents. Throws PatchError. */
export function placeHunks(content: string, hunks: readonly Hunk[], { fuzz, name }: HunkOptions): string {
  const lines = splitLines(content);
  const result: string[] = [];
  /** How many lines are done, and how far hunks were found from where they say. */
  let done = 0;
  let shift = 0;
  for (const [index, hunk] of hunks.entries()) {
    const found = locate(lines, hunk, { done, shift, fuzz });
    if (!found) throw misfit(lines, hunk, { number: index + 1, count: hunks.length, name });
    const { at, skipped } = found;
    const first = at + skipped.leading;
    const last = at + hunk.before.length - skipped.trailing;
    result.push(...lines.slice(done, first), ...hunk.after.slice(skipped.leading, hunk.after.length - skipped.trailing));
    done = last;
    shift = at - expected(hunk);
  }
  return [...result, ...lines.slice(done)].join("");
}

/** Lines with their newlines. */
function splitLines(content: string): readonly string[] {
  return content.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Skipped {
  readonly leading: number;
  readonly trailing: number;
}

interface Search {
  readonly done: number;
  readonly shift: number;
  readonly fuzz: number;
}

/** Index of the line that a hunk says it begins at. One that only adds says the line before. */
function expected({ at, before }: Hunk): number {
  return before.length === 0 ? at : Math.max(0, at - 1);
}

function locate(
  lines: readonly string[],
  hunk: Hunk,
  { done, shift, fuzz }: Search,
): { readonly at: number; readonly skipped: Skipped } | undefined {
  const context = Math.max(hunk.leading, hunk.trailing);
  for (let level = 0; level <= Math.min(fuzz, context); level++) {
    const skipped = { leading: Math.max(0, level + hunk.leading - context), trailing: Math.max(0, level + hunk.trailing - context) };
    const at = nearest(lines, hunk, { from: expected(hunk) + shift, done, skipped, isAnchored: level === 0 });
    if (at !== undefined) return { at, skipped };
  }
  return undefined;
}

interface Nearest {
  readonly from: number;
  readonly done: number;
  readonly skipped: Skipped;
  readonly isAnchored: boolean;
}

function nearest(lines: readonly string[], hunk: Hunk, { from, done, skipped, isAnchored }: Nearest): number | undefined {
  const last = lines.length - hunk.before.length + skipped.trailing;
  const fits = (at: number): boolean =>
    at + skipped.leading >= done && at <= last && at + skipped.leading >= 0 && isThere(lines, hunk, at, skipped);
  if (isAnchored && hunk.leading < hunk.trailing && hunk.at <= 1) return fits(0) ? 0 : undefined;
  if (isAnchored && hunk.trailing < hunk.leading) return fits(last) ? last : undefined;
  for (let distance = 0; distance <= Math.max(lines.length, from) + 1; distance++) {
    if (fits(from + distance)) return from + distance;
    if (distance > 0 && fits(from - distance)) return from - distance;
  }
  return undefined;
}

function isThere(lines: readonly string[], { before }: Pick<Hunk, "before">, at: number, { leading, trailing }: Skipped): boolean {
  for (let index = leading; index < before.length - trailing; index++) if (lines[at + index] !== before[index]) return false;
  return true;
}

interface Which {
  readonly number: number;
  readonly count: number;
  readonly name: string;
}

function misfit(lines: readonly string[], hunk: Hunk, { number, count, name }: Which): PatchError {
  const applied = { ...hunk, before: hunk.after };
  const isApplied =
    hunk.after.length > 0 && nearest(lines, applied, { from: expected(hunk), done: 0, skipped: NOTHING, isAnchored: false }) !== undefined;
  const there = lines.slice(expected(hunk), expected(hunk) + Math.min(hunk.before.length, SHOWN));
  return new PatchError(hunk.line, `hunk ${number} of ${count} does not fit ${name}, at line ${Math.max(1, hunk.at)}`, {
    help: isApplied
      ? "what it would make is there already: leave the patch out"
      : "make the patch again from what it is applied to, or allow lines of context to differ by `fuzz`",
    detail: [
      "it looks for:",
      ...hunk.before.slice(0, SHOWN).map((line) => `  ${readable(line)}`),
      ...(there.length > 0 ? ["there stands:", ...there.map((line) => `  ${readable(line)}`)] : ["the file ends before that"]),
    ],
  });
}

const NOTHING: Skipped = { leading: 0, trailing: 0 };
const SHOWN = 12;

function readable(line: string): string {
  return Buffer.from(line.replace(/\n$/, ""), "latin1").toString("utf8").slice(0, 160);
}
