// Texts as Python takes them: which blanks are blanks, and how texts compare. The format's rules come from there.

/** Characters that Python's `str.strip()` drops; JavaScript's `trim` differs in a few. */
const BLANK =
  /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

/** A text without its outer blanks. */
export function strip(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  // The common case first: both ends are printable ASCII, or there is nothing.
  if (text.length === 0 || (first > 32 && first < 127 && last > 32 && last < 127)) return text;
  return text.replace(BLANK, "");
}

/** Order by code points, as Python and the format compare names. UTF-16 units differ from it beyond the basic plane. */
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
