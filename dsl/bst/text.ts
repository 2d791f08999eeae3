// Texts as Python takes them: which blanks are blanks, and how texts compare. The format's rules come from there.

/** A text without its outer blanks. */
export function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return end - start === text.length ? text : text.slice(start, end);
}

/** What Python's `str.strip()` drops; JavaScript's `trim` differs in a few. */
function isBlank(unit: number): boolean {
  if (unit > 32 && unit < 133) return false;
  if (unit <= 32) return unit === 32 || (unit >= 9 && unit <= 13) || unit >= 28;
  return unit === 133 || unit === 160 || WIDE_BLANKS.has(unit) || (unit >= 0x2000 && unit <= 0x200a);
}

const WIDE_BLANKS = new Set([0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000]);

/** Order by code points, as Python and the format compare texts. UTF-16 units differ from it beyond the basic plane. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Whether a name may be one of an option, variable or project. */
export function isSymbol(name: string, dashes: boolean): boolean {
  return dashes ? /^[A-Za-z_-][A-Za-z0-9_-]*$/.test(name) : /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
