// The expressions of `(?)`: parsed to a small tree, nothing evaluated, nothing but the grammar accepted.
//
// Grammar, loosest first: `or`, `and`, `not`, comparisons (`==` `!=` `in` `not in`, and the spelling `is in`, `is not in`),
// then names, texts, integers, True and False, lists, tuples and parentheses. Anything else, such as a call, an attribute, a filter or
// arithmetic, is refused. See "Conditions" in docs/import.md.

export type Expression =
  | { readonly type: "value"; readonly value: string | number | boolean }
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "list"; readonly items: readonly Expression[] }
  | { readonly type: "not"; readonly operand: Expression }
  | { readonly type: "and" | "or"; readonly operands: readonly Expression[] }
  | { readonly type: "compare"; readonly first: Expression; readonly rest: readonly Comparison[] };

export interface Comparison {
  readonly operator: "==" | "!=" | "in" | "not in";
  readonly operand: Expression;
}

/** Thrown for anything that is not in the grammar; says what, and where in the text. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}

/** Nesting beyond this is refused, so that no text can exhaust the stack. */
const MAX_DEPTH = 100;

/** Parses one whole expression. Throws ExpressionError. */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text);
  let position = 0;
  let depth = 0;
  const expression = disjunction();
  if (peek() !== undefined) throw unexpected();
  return expression;

  function disjunction(): Expression {
    return chain("or", conjunction);
  }

  function conjunction(): Expression {
    return chain("and", negation);
  }

  function chain(type: "and" | "or", next: () => Expression): Expression {
    const first = next();
    if (!isWord(type)) return first;
    const operands = [first];
    while (takeWord(type)) operands.push(next());
    return { type, operands };
  }

  function negation(): Expression {
    if (!takeWord("not")) return comparison();
    return nested(() => ({ type: "not", operand: negation() }));
  }

  function comparison(): Expression {
    const first = primary();
    const rest: Comparison[] = [];
    for (let operator = takeOperator(); operator !== undefined; operator = takeOperator()) rest.push({ operator, operand: primary() });
    return rest.length === 0 ? first : { type: "compare", first, rest };
  }

  function takeOperator(): Comparison["operator"] | undefined {
    if (takeSymbol("==")) return "==";
    if (takeSymbol("!=")) return "!=";
    if (takeWord("in")) return "in";
    if (isWord("not") && isWord("in", 1)) {
      position += 2;
      return "not in";
    }
    // `is` introduces a test; `in` is the only one that projects use.
    if (isWord("is") && isWord("not", 1) && isWord("in", 2)) {
      position += 3;
      return "not in";
    }
    if (isWord("is") && isWord("in", 1)) {
      position += 2;
      return "in";
    }
    return undefined;
  }

  function primary(): Expression {
    const token = peek();
    if (token === undefined) throw new ExpressionError("the expression ends too early");
    if (token.type === "text" || token.type === "number") {
      position++;
      return { type: "value", value: token.value };
    }
    if (takeSymbol("(")) return nested(parenthesized);
    if (takeSymbol("[")) return nested(() => ({ type: "list", items: items("]") }));
    if (token.type === "word" && !RESERVED.has(token.value)) {
      position++;
      return constant(token.value) ?? { type: "name", name: token.value };
    }
    throw unexpected();
  }

  /** `(a)` is a; `()`, `(a,)` and `(a, b)` are lists. */
  function parenthesized(): Expression {
    if (takeSymbol(")")) return { type: "list", items: [] };
    const first = disjunction();
    if (takeSymbol(")")) return first;
    if (!takeSymbol(",")) throw unexpected();
    return { type: "list", items: [first, ...items(")")] };
  }

  function items(end: ")" | "]"): readonly Expression[] {
    const found: Expression[] = [];
    while (!takeSymbol(end)) {
      found.push(disjunction());
      if (takeSymbol(end)) break;
      if (!takeSymbol(",")) throw unexpected();
    }
    return found;
  }

  function nested(parse: () => Expression): Expression {
    if (++depth > MAX_DEPTH) throw new ExpressionError("the expression is nested too deeply");
    const result = parse();
    depth--;
    return result;
  }

  function peek(ahead = 0): Token | undefined {
    return tokens[position + ahead];
  }

  function isWord(word: string, ahead = 0): boolean {
    const token = peek(ahead);
    return token?.type === "word" && token.value === word;
  }

  function takeWord(word: string): boolean {
    if (!isWord(word)) return false;
    position++;
    return true;
  }

  function takeSymbol(symbol: string): boolean {
    const token = peek();
    if (token?.type !== "symbol" || token.value !== symbol) return false;
    position++;
    return true;
  }

  function unexpected(): ExpressionError {
    const token = peek();
    return new ExpressionError(token ? `unexpected ${token.shown} at character ${token.offset + 1}` : "the expression ends too early");
  }
}

type Token = { readonly offset: number; readonly shown: string } & (
  | { readonly type: "word" | "symbol" | "text"; readonly value: string }
  | { readonly type: "number"; readonly value: number }
);

const RESERVED = new Set(["and", "or", "not", "in", "is", "if", "else"]);
const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(\d+)(?![\w.])|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(==|!=|[()[\],]))/uy;

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const offset = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      throw new ExpressionError(`unexpected ${JSON.stringify(text.slice(offset).trim().slice(0, 1))} at character ${offset + 1}`);
    const [whole, word, number, single, double, symbol] = match;
    const shown = whole.trim();
    if (word !== undefined) tokens.push({ type: "word", value: word, offset, shown });
    else if (number !== undefined) tokens.push({ type: "number", value: Number(number), offset, shown });
    else if (symbol !== undefined) tokens.push({ type: "symbol", value: symbol, offset, shown });
    else tokens.push({ type: "text", value: withoutEscapes(single ?? double ?? ""), offset, shown });
  }
  return tokens;
}

const ESCAPES: { readonly [letter: string]: string } = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"' };

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/gsu, (whole, letter: string) => ESCAPES[letter] ?? whole);
}

function constant(word: string): Expression | undefined {
  if (word === "True" || word === "true") return { type: "value", value: true };
  if (word === "False" || word === "false") return { type: "value", value: false };
  return undefined;
}
