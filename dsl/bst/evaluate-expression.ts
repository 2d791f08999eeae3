// Evaluates an expression of `(?)` over the values of a project's options. It sees nothing else.

import { type Comparison, type Expression, ExpressionError } from "./conditional-expression.ts";

/** What an option is in an expression. */
export type OptionValue = string | boolean | readonly string[];

type Value = string | number | boolean | readonly Value[];

/** Whether the expression holds. Throws ExpressionError for an option that does not exist, where its value is needed. */
export function evaluateExpression(expression: Expression, options: ReadonlyMap<string, OptionValue>): boolean {
  return truth(value(expression));

  function value(node: Expression): Value {
    switch (node.type) {
      case "value":
        return node.value;
      case "name": {
        const found = options.get(node.name);
        if (found === undefined) throw new ExpressionError(`there is no option "${node.name}"`);
        return found;
      }
      case "list":
        return node.items.map(value);
      case "not":
        return !truth(value(node.operand));
      case "and":
        return node.operands.every((operand) => truth(value(operand)));
      case "or":
        return node.operands.some((operand) => truth(value(operand)));
      case "compare":
        return compare(node.first, node.rest);
    }
  }

  /** `a == b in c` holds where each neighbouring pair does, as in the language the expressions come from. */
  function compare(first: Expression, rest: readonly Comparison[]): boolean {
    let left = value(first);
    for (const { operator, operand } of rest) {
      const right = value(operand);
      if (!holds(left, operator, right)) return false;
      left = right;
    }
    return true;
  }
}

function holds(left: Value, operator: Comparison["operator"], right: Value): boolean {
  switch (operator) {
    case "==":
      return equal(left, right);
    case "!=":
      return !equal(left, right);
    case "in":
      return contains(right, left);
    case "not in":
      return !contains(right, left);
  }
}

function equal(left: Value, right: Value): boolean {
  if (typeof left === "object" || typeof right === "object") {
    if (typeof left !== "object" || typeof right !== "object" || left.length !== right.length) return false;
    return left.every((item, index) => equal(item, right[index] ?? ""));
  }
  // True is 1 and False is 0 there.
  return numeric(left) === numeric(right);
}

function numeric(value: string | number | boolean): string | number {
  return typeof value === "boolean" ? Number(value) : value;
}

function contains(container: Value, item: Value): boolean {
  if (typeof container === "string" && typeof item === "string") return container.includes(item);
  if (typeof container === "object") return container.some((member) => equal(member, item));
  throw new ExpressionError(`"in" needs a list or a text on its right`);
}

function truth(value: Value): boolean {
  return typeof value === "object" ? value.length > 0 : Boolean(value);
}
