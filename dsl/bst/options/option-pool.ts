// A project's options: declared, then given values in order of precedence, then fixed and used in conditions.

import { ExpressionError, parseExpression } from "../conditional-expression.ts";
import { invalidData, loadError } from "../errors.ts";
import { evaluateExpression, type OptionValue } from "../evaluate-expression.ts";
import { isSymbol } from "../text.ts";
import * as access from "../yaml/access.ts";
import type { BstNode, Mapping } from "../yaml/node.ts";
import {
  checkValue,
  type Declaration,
  type DeclarationContext,
  declareOption,
  exported,
  valueFromNode,
  valueFromText,
} from "./option-types.ts";

export class OptionPool {
  readonly declarations: ReadonlyMap<string, Declaration>;
  readonly #values = new Map<string, OptionValue>();
  /** Results by expression: the values are fixed once conditions are asked for. */
  readonly #results = new Map<string, boolean>();

  /** Declares what stands under `options` in `project.conf`. */
  constructor(node: Mapping, context: DeclarationContext) {
    const declarations = new Map<string, Declaration>();
    for (const [name, definition] of node.entries) {
      if (!isSymbol(name, false)) throw badSymbol("option", name, definition, false);
      const definitionNode = access.asMapping(definition, name);
      const declaration = declareOption(name, definitionNode, context);
      if (declaration.variable !== undefined && !isSymbol(declaration.variable, true)) {
        throw badSymbol("variable", declaration.variable, access.required(definitionNode, "variable"), true);
      }
      declarations.set(name, declaration);
      this.#values.set(name, declaration.initial);
    }
    this.declarations = declarations;
  }

  get values(): ReadonlyMap<string, OptionValue> {
    return this.#values;
  }

  /** Values that a junction or a user's configuration gives. */
  setFromNode(node: Mapping): void {
    for (const [name, value] of node.entries) {
      const declaration = this.declarations.get(name);
      if (!declaration) throw unknownOption(name, this.declarations, value);
      this.#values.set(name, valueFromNode(declaration, value));
    }
  }

  /** Values from the command line. Options that come by includes are not declared in the first pass, so it ignores what it does not know. */
  setFromCommandLine(options: ReadonlyMap<string, string>, ignoreUnknown: boolean): void {
    for (const [name, text] of options) {
      const declaration = this.declarations.get(name);
      if (declaration) this.#values.set(name, valueFromText(declaration, text));
      else if (!ignoreUnknown) throw unknownOption(name, this.declarations, undefined);
    }
  }

  /** Nothing sets a value any more: a default that came from the host must be allowed now. */
  fix(): void {
    for (const declaration of this.declarations.values()) {
      const value = this.#values.get(declaration.name);
      if (declaration.fromHost && typeof value === "string") checkValue(declaration, value, undefined);
    }
  }

  /** Variables that options export, in the order of declaration. */
  *exports(): Iterable<readonly [variable: string, value: string]> {
    for (const { name, variable } of this.declarations.values()) {
      const value = this.#values.get(name);
      if (variable !== undefined && value !== undefined) yield [variable, exported(value)];
    }
  }

  /** Whether an expression holds. Throws EXPRESSION_FAILED at `node`. */
  holds(expression: string, node: BstNode): boolean {
    const known = this.#results.get(expression);
    if (known !== undefined) return known;
    try {
      const result = evaluateExpression(parseExpression(expression), this.#values);
      this.#results.set(expression, result);
      return result;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw loadError("EXPRESSION_FAILED", `the condition "${expression}" cannot be evaluated: ${error.message}`, { node });
    }
  }
}

function unknownOption(name: string, declarations: ReadonlyMap<string, Declaration>, node: BstNode | undefined) {
  const known = [...declarations.keys()].sort();
  return invalidData(node, `there is no option "${name}"`, {
    code: "FORGE1010",
    help: known.length === 0 ? "the project declares no options" : `the project declares ${known.join(", ")}`,
  });
}

function badSymbol(what: string, name: string, node: BstNode, dashes: boolean) {
  return loadError("INVALID_SYMBOL_NAME", `"${name}" is no name for ${what === "option" ? "an option" : "a variable"}`, {
    node,
    help: `names have letters, digits${dashes ? ", dashes" : ""} and underscores, and do not begin with a digit`,
  });
}
