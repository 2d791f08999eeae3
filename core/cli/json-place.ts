// Finds where in a JSON text a value stands, or where the text stops being JSON. For messages about files that people write.
//
// Pure. A scanner that follows the grammar and notes positions; values are JSON.parse's business.

export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * The place of the value at `path`, or of the innermost value on the way to it that is there. Without a path, the place where
 * the text is no JSON.
 */
export function placeInJson(text: string, path: readonly PropertyKey[] | undefined): TextPlace {
  const scanner = new Scanner(text, path ?? []);
  try {
    scanner.value(0);
    scanner.end();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return lineAndColumn(text, path === undefined ? scanner.at : scanner.found);
}

class Stop extends Error {}

class Scanner {
  at = 0;
  /** Start of the deepest value met on the wanted path. */
  found = 0;
  readonly #text: string;
  readonly #path: readonly PropertyKey[];

  constructor(text: string, path: readonly PropertyKey[]) {
    this.#text = text;
    this.#path = path;
  }

  /** Scans one value. `depth` is how many names of the path led here, or -1 off the path. */
  value(depth: number): void {
    this.#blank();
    if (depth >= 0) this.found = this.at;
    const next = this.#text[this.at];
    if (next === "{") this.#members("}", depth, () => this.#name());
    else if (next === "[") {
      let index = 0;
      this.#members("]", depth, () => index++);
    } else this.#token();
  }

  end(): void {
    this.#blank();
    if (this.at < this.#text.length) throw new Stop();
  }

  #members(close: string, depth: number, key: () => PropertyKey): void {
    this.at++;
    this.#blank();
    if (this.#text[this.at] === close) {
      this.at++;
      return;
    }
    for (;;) {
      const name = key();
      this.value(depth >= 0 && depth < this.#path.length && this.#path[depth] === name ? depth + 1 : -1);
      this.#blank();
      if (this.#text[this.at] === close) break;
      this.#expect(",");
    }
    this.at++;
  }

  #name(): string {
    this.#blank();
    const token = this.#token();
    if (!token.startsWith('"')) throw new Stop();
    this.#blank();
    this.#expect(":");
    return JSON.parse(token);
  }

  #token(): string {
    TOKEN.lastIndex = this.at;
    const [token] = TOKEN.exec(this.#text) ?? [];
    if (token === undefined) throw new Stop();
    this.at += token.length;
    return token;
  }

  #expect(sign: string): void {
    if (this.#text[this.at] !== sign) throw new Stop();
    this.at++;
  }

  #blank(): void {
    BLANK.lastIndex = this.at;
    this.at += BLANK.exec(this.#text)?.[0].length ?? 0;
  }
}

const TOKEN = /"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const BLANK = /[ \t\r\n]*/y;

function lineAndColumn(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
