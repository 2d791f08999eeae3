// Patterns of paths, by the incumbent's rules: `*` and `?` stay within a name, `**` crosses "/", `[…]` is a class, and the
// whole path must match.
//
// Pure. A pattern says nothing of what lies below what it matches: `/usr/bin` is the directory, `/usr/bin/*` what is in it.

/** Whether a path matches any of the patterns. */
export function compileGlobs(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const expression = new RegExp(`^(?:${patterns.map(expressionOf).join("|")})$`, "su");
  return (path) => expression.test(path);
}

function expressionOf(pattern: string): string {
  let expression = "";
  for (let index = 0; index < pattern.length; ) {
    const character = String.fromCodePoint(pattern.codePointAt(index) ?? 0);
    index += character.length;
    if (character === "*") {
      const crosses = pattern[index] === "*";
      if (crosses) index++;
      expression += crosses ? ".*" : "[^/]*";
    } else if (character === "?") expression += "[^/]";
    else if (character === "[") {
      const end = endOfClass(pattern, index);
      expression += end < 0 ? "\\[" : classOf(pattern.slice(index, end));
      if (end >= 0) index = end + 1;
    } else expression += literal(character);
  }
  return expression;
}

/** Position of the "]" that ends a class; one right at its start belongs to it. */
function endOfClass(pattern: string, start: number): number {
  let index = start;
  if (pattern[index] === "!") index++;
  if (pattern[index] === "]") index++;
  return pattern.indexOf("]", index);
}

function classOf(text: string): string {
  const negated = text.startsWith("!");
  const members = (negated ? text.slice(1) : text).replace(/[\\\]^[]/g, "\\$&");
  const expression = `[${negated ? "^" : ""}${members}]`;
  try {
    new RegExp(expression, "u");
    return expression;
  } catch {
    // A range that runs backwards matches nothing.
    return "(?!)";
  }
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
