// Which commit is asked for: the names that a server has, and the choice among them.
//
// Pure. A name without wildcards is that branch or tag; globs choose the highest version of all branches and tags that fit.

import type { DriverContext } from "../../dsl/index.ts";
import { compareVersionNames } from "./version-order.ts";

/** A name of a repository and the commit that it leads to. */
export interface Reference {
  /** In full: `refs/heads/main`, `refs/tags/v1`, `HEAD`. */
  readonly name: string;
  readonly commit: string;
  /** A tag with an object of its own. */
  readonly annotated: boolean;
}

export interface Wanted {
  /** Empty: whatever `HEAD` is. */
  readonly track: readonly string[];
  readonly exclude: readonly string[];
}

/** What `git ls-remote` said. */
export function parseReferences(text: string): readonly Reference[] {
  const found = new Map<string, Reference>();
  for (const line of text.split("\n")) {
    const [, commit, name, peeled] = /^([0-9a-f]{40,64})\t(\S+?)(\^\{\})?$/.exec(line) ?? [];
    if (commit === undefined || name === undefined) continue;
    // A tag's object comes first, then what it leads to.
    found.set(name, { name, commit, annotated: peeled !== undefined });
  }
  return [...found.values()];
}

/** The reference that is wanted, or undefined. Ends with FORGE1007 when a name is both a branch and a tag. */
export function chooseReference(ctx: DriverContext, references: readonly Reference[], { track, exclude }: Wanted): Reference | undefined {
  if (track.length === 0) return references.find(({ name }) => name === "HEAD");
  const isExcluded = anyOf(exclude);
  const fits = anyOf(track);
  const named = references.filter(({ name }) => matches(name, fits) && !matches(name, isExcluded));
  if (!track.some(isGlob)) {
    const [first, second] = named;
    if (!first || !second || track.length > 1) return highest(named);
    return ctx.fail(
      "FORGE1007",
      `"${track[0]}" is both ${first.name} and ${second.name}`,
      `write \`track: "${second.name}"\`, or the other`,
    );
  }
  return highest(named);
}

/** A branch's or tag's name without what says which of them it is. */
export function shortName(name: string): string {
  return name.replace(/^refs\/(heads|tags)\//, "");
}

/** Whether a short name fits: every one, unless something is said. */
export function nameFilter({
  match = [],
  exclude = [],
}: {
  readonly match?: readonly string[];
  readonly exclude?: readonly string[];
}): (name: string) => boolean {
  const fits = anyOf(match);
  const isExcluded = anyOf(exclude);
  return (name) => (match.length === 0 || fits(name)) && !isExcluded(name);
}

function isGlob(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/** Names are matched without `refs/heads/` or `refs/tags/`, and in full where a pattern begins with `refs/`. Other names are never matched. */
function matches(name: string, fits: (name: string) => boolean): boolean {
  if (name === "HEAD" || /^refs\/(heads|tags)\//.test(name)) return fits(name) || fits(shortName(name));
  return fits(name) && name.startsWith("refs/");
}

/** By version, then tags before branches. */
function highest(references: readonly Reference[]): Reference | undefined {
  const [best] = [...references].sort(
    (a, b) => compareVersionNames(shortName(b.name), shortName(a.name)) || Number(isTag(b)) - Number(isTag(a)),
  );
  return best;
}

function isTag({ name }: Reference): boolean {
  return name.startsWith("refs/tags/");
}

function anyOf(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(expressionOf);
  return (name) => expressions.some((expression) => expression.test(name));
}

/** `*` and `?` within a name, `**` across slashes, `[0-9]`. */
function expressionOf(pattern: string): RegExp {
  const source = pattern.replace(/\*\*|\*|\?|\[!?[^\]]+\]|[\\^$.|+(){}[\]]/g, (found) => {
    if (found === "**") return ".*";
    if (found === "*") return "[^/]*";
    if (found === "?") return "[^/]";
    return found.startsWith("[") && found.length > 1 ? found.replace("[!", "[^") : `\\${found}`;
  });
  return new RegExp(`^${source}$`, "u");
}
