// Names for constants and files: valid, in the case of the language, and each used once.

/** Words that cannot name a constant of a module. */
const RESERVED = new Set(
  (
    "abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else enum eval " +
    "export extends false finally for from function get if implements import in instanceof interface let module namespace new null number of " +
    "package private protected public return set static string super switch symbol this throw true try type typeof undefined unknown var void " +
    "while with yield NaN Infinity globalThis Object Array String Number Boolean Symbol"
  ).split(" "),
);

/** A text in camel case as a name: `gtk+-3` is gtkPlus3, `NetworkManager` networkManager, `81voltd` _81voltd. */
export function identifier(text: string): string {
  const name = camelCase(text);
  return RESERVED.has(name) ? `${name}_` : name;
}

/** The same where every word may stand: the name of a field. Digits stay apart: `x86_64-v3` is x86_64V3. */
export function camelCase(text: string): string {
  const words = text
    .replaceAll("+", " Plus ")
    .split(/[^A-Za-z0-9_]+|(?<!\d)_+|_+(?!\d)/)
    .filter((word) => word !== "");
  const joined = words.map((word, index) => (index === 0 ? lowerStart(word) : upperStart(word))).join("");
  if (joined === "") return "_";
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** `CFLAGS` is cflags, `GLib` glib, `XMLParser` xmlParser. */
function lowerStart(word: string): string {
  const start = /^[A-Z]+(?![a-z])|^[A-Z]/.exec(word)?.[0] ?? "";
  return start.toLowerCase() + word.slice(start.length);
}

function upperStart(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text) && !RESERVED.has(text);
}

/** Names of one scope, each given once. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /** The wanted name, or with the first number behind it that makes it free. */
  take(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#taken.has(name); number++) name = `${wanted}${/\d$/.test(wanted) ? "_" : ""}${number}`;
    this.#taken.add(name);
    return name;
  }
}
