// Regular expressions of split rules as patterns of paths: what the five characters of patterns can say, and what they can
// only nearly say.
//
// An expression is read, never run: one from a stranger could take for ever. It matches the beginning of a path.

export interface Patterns {
  readonly patterns: readonly string[];
  /** Whether they match exactly what the expression does. */
  readonly exact: boolean;
}

/** Undefined: it is not an expression that can be read. */
export function patternsOf(expression: string): Patterns | undefined {
  const reader = new Reader(expression);
  const found = reader.alternatives();
  if (found === undefined || !reader.atEnd) return undefined;
  const patterns = found.map((pattern) =>
    pattern.endsWith("$") ? pattern.slice(0, -1) : pattern.endsWith("**") ? pattern : `${pattern}**`,
  );
  return { patterns: [...new Set(patterns)], exact: reader.exact };
}

/** Whether a whole text fits a pattern of `*`, `**`, `?` and plain characters. */
export function fits(pattern: string, text: string): boolean {
  let [p, t, star, marked] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === "?" || (pattern[p] !== "*" && pattern[p] === text[t]))) {
      p++;
      t++;
    } else if (pattern[p] === "*") {
      star = p++;
      marked = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++marked;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

const MOST = 256;
const ANY = new Set(["d", "w", "s", "D", "W", "S"]);

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  exact = true;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  alternatives(): readonly string[] | undefined {
    if (++this.#depth > 20) return undefined;
    const all: string[] = [];
    for (;;) {
      const found = this.#sequence();
      if (found === undefined) return undefined;
      all.push(...found);
      if (all.length > MOST) return undefined;
      if (this.#text[this.#at] !== "|") break;
      this.#at++;
    }
    this.#depth--;
    return all;
  }

  #sequence(): readonly string[] | undefined {
    let all: readonly string[] = [""];
    while (!this.atEnd && this.#text[this.#at] !== "|" && this.#text[this.#at] !== ")") {
      const atom = this.#atom();
      if (atom === undefined) return undefined;
      const repeated = this.#repeated(atom);
      if (all.length * repeated.length > MOST) return undefined;
      all = all.flatMap((before) => repeated.map((after) => joined(before, after)));
    }
    return all;
  }

  #atom(): readonly string[] | undefined {
    const character = this.#text[this.#at++] ?? "";
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return this.#class();
      case ".":
        return [DOT];
      case "^":
        return this.#at === 1 ? [""] : undefined;
      case "$":
        return this.atEnd ? ["$"] : undefined;
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
      case "{":
      case "}":
        return undefined;
      default:
        return [character];
    }
  }

  #group(): readonly string[] | undefined {
    if (this.#text.startsWith("?:", this.#at)) this.#at += 2;
    else if (this.#text[this.#at] === "?") return undefined;
    const inner = this.alternatives();
    return this.#text[this.#at++] === ")" ? inner : undefined;
  }

  #class(): readonly string[] | undefined {
    const end = this.#text.indexOf("]", this.#at + 1);
    if (end < 0) return undefined;
    const inner = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    if (inner === "^/") return [NAME];
    // A class of a pattern is one of an expression, but for its escapes, and for a slash, which none matches.
    if (!inner.includes("\\")) {
      this.exact &&= !mayBeSlash(inner);
      return [inner.startsWith("^") ? `[!${inner.slice(1)}]` : `[${inner}]`];
    }
    this.exact = false;
    return ["?"];
  }

  #escape(): readonly string[] | undefined {
    const character = this.#text[this.#at++];
    if (character === undefined) return undefined;
    if (ANY.has(character)) {
      this.exact &&= character === "d";
      return [character === "d" ? "[0-9]" : "?"];
    }
    if (/[A-Za-z0-9]/.test(character)) return undefined;
    return [/[*?[]/.test(character) ? `[${character}]` : character];
  }

  /** What a pattern can say of repetition: any text, or once and not at all. */
  #repeated(atom: readonly string[]): readonly string[] {
    const sign = this.#text[this.#at];
    // One character of a pattern is never a slash.
    if (atom.includes(DOT) && sign !== "*") this.exact = false;
    if (sign === "?") {
      this.#at++;
      return [...new Set(["", ...atom.map(one)])];
    }
    if (sign !== "*" && sign !== "+") return atom.map(one);
    this.#at++;
    const least = sign === "+" ? atom.map(one) : [""];
    if (atom.length === 1 && atom[0] === DOT) return sign === "+" ? ["?**"] : ["**"];
    if (atom.length === 1 && atom[0] === NAME) return sign === "+" ? ["?*"] : ["*"];
    this.exact = false;
    return sign === "+" ? least.map((text) => `${text}*`) : ["*"];
  }
}

/** Stand for any character, and for any but a slash, until it is known whether they are repeated. */
const DOT = "\0";
const NAME = "\u0001";

/** Two stars that meet by chance would be one that crosses directories. */
function joined(before: string, after: string): string {
  const left = /\*+$/.exec(before)?.[0].length ?? 0;
  const right = /^\*+/.exec(after)?.[0].length ?? 0;
  if (left === 0 || right === 0) return before + after;
  return before.slice(0, before.length - left) + "*".repeat(Math.max(left, right)) + after.slice(right);
}

/** Whether a class of an expression, without its brackets, matches a slash, or is none. */
function mayBeSlash(inner: string): boolean {
  try {
    return new RegExp(`[${inner}]`).test("/");
  } catch {
    return true;
  }
}

function one(atom: string): string {
  return atom === DOT || atom === NAME ? "?" : atom;
}
