// The TypeScript that converters write, as a tree: expressions and the fields of objects. Data and their makers.
//
// Knows nothing of layout, and nothing of which names are free: what comes from another file is said by file and export, and
// becomes an import where the module is printed.

export type Expression =
  | { readonly type: "string"; readonly text: string }
  /** Written as it is: a number, a regular expression, `null`. */
  | { readonly type: "code"; readonly code: string }
  /** A constant of this module or a parameter, by the name under which it was declared. */
  | { readonly type: "name"; readonly name: string }
  | Imported
  | { readonly type: "member"; readonly of: Expression; readonly name: string }
  | CallExpression
  | { readonly type: "list"; readonly items: readonly Item[] }
  | { readonly type: "object"; readonly fields: readonly Field[] }
  | Template
  | { readonly type: "conditional"; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly type: "binary"; readonly operator: BinaryOperator; readonly operands: readonly Expression[] }
  | { readonly type: "not"; readonly operand: Expression }
  | { readonly type: "arrow"; readonly parameters: string; readonly body: Expression };

export type BinaryOperator = "&&" | "||" | "===" | "!==" | "+";

export interface CallExpression {
  readonly type: "call";
  readonly callee: Expression;
  readonly arguments: readonly Expression[];
  /** Between angle brackets. */
  readonly typeArgument?: string;
  readonly awaited?: boolean;
}

/** `from`: the name of a package, or the path of a file of the project. */
export interface Imported {
  readonly type: "imported";
  readonly from: string;
  readonly name: string;
}

export interface Template {
  readonly type: "template";
  readonly tag: Expression | undefined;
  /** Texts and what is interpolated between them. */
  readonly parts: readonly (string | Expression)[];
  /** Whether the tag reads its text as it is written, as `sh` does; others see escapes undone. */
  readonly raw: boolean;
}

/** Lines above something, without their slashes. */
export interface Commented {
  readonly comments?: readonly string[];
}

export interface Item extends Commented {
  readonly value: Expression;
  readonly spread?: boolean;
}

export interface Field extends Commented {
  /** Absent: the value is spread. */
  readonly name: string | undefined;
  readonly value: Expression;
}

export function string(text: string): Expression {
  return { type: "string", text };
}

export function code(text: string | number | boolean | null): Expression {
  return { type: "code", code: String(text) };
}

export function name(of: string): Expression {
  return { type: "name", name: of };
}

/** An export of a package or of a file of the project. */
export function imported(from: string, exported: string): Imported {
  return { type: "imported", from, name: exported };
}

export function member(of: Expression, field: string): Expression {
  return { type: "member", of, name: field };
}

export function call(callee: Expression, ...given: readonly Expression[]): Expression {
  return { type: "call", callee, arguments: given };
}

export function list(items: readonly (Expression | Item)[]): Expression {
  return { type: "list", items: items.map((item) => ("value" in item ? item : { value: item })) };
}

/** Fields whose value is undefined are left out. */
export function object(fields: readonly Field[] | { readonly [name: string]: Expression | undefined }): Expression {
  if (isList(fields)) return { type: "object", fields };
  return {
    type: "object",
    fields: Object.entries(fields).flatMap(([field, value]) => (value === undefined ? [] : [{ name: field, value }])),
  };
}

function isList(fields: readonly Field[] | { readonly [name: string]: Expression | undefined }): fields is readonly Field[] {
  return Array.isArray(fields);
}

export function template(
  tag: Expression | undefined,
  parts: readonly (string | Expression)[],
  { raw = false }: { readonly raw?: boolean } = {},
): Expression {
  return { type: "template", tag, parts, raw };
}

/** `test` is a boolean, so where the choice is between true and false it is the answer. */
export function conditional(test: Expression, yes: Expression, no: Expression): Expression {
  if (isCode(yes, "true") && isCode(no, "false")) return test;
  if (isCode(yes, "false") && isCode(no, "true")) return not(test);
  return { type: "conditional", test, yes, no };
}

function isCode(value: Expression, is: string): boolean {
  return value.type === "code" && value.code === is;
}

/** One operand stands alone. */
export function binary(operator: BinaryOperator, operands: readonly Expression[]): Expression {
  const [only] = operands;
  return operands.length === 1 && only ? only : { type: "binary", operator, operands };
}

export function not(operand: Expression): Expression {
  if (operand.type === "not") return operand.operand;
  if (operand.type === "binary" && operand.operator === "===") return { ...operand, operator: "!==" };
  if (operand.type === "binary" && operand.operator === "!==") return { ...operand, operator: "===" };
  return { type: "not", operand };
}

export function arrow(parameters: string, body: Expression): Expression {
  return { type: "arrow", parameters, body };
}

/** Plain data as it would be written. */
export function literal(value: unknown): Expression {
  if (typeof value === "string") return string(value);
  if (Array.isArray(value)) return list(value.map(literal));
  if (typeof value === "object" && value !== null)
    return object(Object.entries(value).flatMap(([field, inner]) => (inner === undefined ? [] : [{ name: field, value: literal(inner) }])));
  return code(typeof value === "number" || typeof value === "boolean" ? value : null);
}
