// Expressions of `(?)`: the grammar projects use, what it means, and that nothing else gets through.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Expression, ExpressionError, parseExpression } from "../../dsl/bst/conditional-expression.ts";
import { evaluateExpression, type OptionValue } from "../../dsl/bst/evaluate-expression.ts";

const OPTIONS: ReadonlyMap<string, OptionValue> = new Map<string, OptionValue>([
  ["arch", "x86_64"],
  ["yes", true],
  ["no", false],
  ["flags", ["a", "locale"]],
  ["none", []],
  ["empty", ""],
]);

const holds = (text: string): boolean => evaluateExpression(parseExpression(text), OPTIONS);

describe("what holds", () => {
  test.each([
    'arch == "x86_64"',
    "arch != 'i686'",
    'arch in ["aarch64", "x86_64"]',
    'arch in ("aarch64", "x86_64",)',
    'arch not in ["i686"]',
    'arch is not in ["i686"]',
    'arch is in ["x86_64"]',
    '("locale" not in none)',
    '"locale" in flags',
    "'86' in arch",
    "yes",
    "not no",
    "not (yes and no)",
    "yes == True",
    "yes == true",
    "no == False",
    "yes == 1",
    "no != yes",
    "not yes == no",
    "flags",
    "not none",
    "not empty",
    'arch == "x86_64" and (no or yes)',
    'no or arch == "i686" or yes',
    "no and nowhere or yes",
    "yes or nowhere",
    '["a", "locale"] == flags',
    "() == none",
    "arch == 'x86\\x' or yes",
    '  arch == "x86_64"  ',
  ])("%s", (text) => {
    expect(holds(text)).toBe(true);
  });

  test.each(['arch == "X86_64"', "no", "yes and no", "arch == yes", '"b" in flags', "none == flags", "'1' == yes"])("not: %s", (text) => {
    expect(holds(text)).toBe(false);
  });
});

describe("what is refused", () => {
  test.each([
    ["", "the expression ends too early"],
    ["arch ==", "the expression ends too early"],
    ["is defined arch", "unexpected is at character 1"],
    ["arch is defined", "unexpected is at character 5"],
    ["arch == nowhere", 'there is no option "nowhere"'],
    ["arch.upper()", 'unexpected "." at character 5'],
    ["arch|upper", 'unexpected "|" at character 5'],
    ["arch[0]", "unexpected [ at character 5"],
    ["f(arch)", "unexpected ( at character 2"],
    ["1 + 1 == 2", 'unexpected "+" at character 2'],
    ["a < b", 'unexpected "<" at character 2'],
    ["yes %} x {% if yes", 'unexpected "%" at character 4'],
    ["{{ yes }}", 'unexpected "{" at character 1'],
    ["(yes", "the expression ends too early"],
    ["yes)", "unexpected ) at character 4"],
    ["'open", `unexpected "'" at character 1`],
    ["yes if no else yes", "unexpected if at character 4"],
    ["1.5 == yes", 'unexpected "1" at character 1'],
    ["yes in yes", '"in" needs a list or a text on its right'],
    [`${"(".repeat(5000)}yes`, "the expression is nested too deeply"],
    [`${"not ".repeat(5000)}yes`, "the expression is nested too deeply"],
  ])("%s", (text, message) => {
    expect(() => holds(text)).toThrow(new ExpressionError(message));
  });
});

describe("properties", () => {
  const leaf: fc.Arbitrary<Expression> = fc.oneof(
    fc.constantFrom<Expression>({ type: "name", name: "a" }, { type: "name", name: "b" }, { type: "value", value: true }),
    fc.string({ maxLength: 4 }).map((value): Expression => ({ type: "value", value })),
    fc.nat(99).map((value): Expression => ({ type: "value", value })),
  );
  const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
    expression: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("expression"), { maxLength: 3 }).map((items): Expression => ({ type: "list", items })),
      tie("expression").map((operand): Expression => ({ type: "not", operand })),
      fc
        .tuple(fc.constantFrom("and" as const, "or" as const), fc.array(tie("expression"), { minLength: 2, maxLength: 3 }))
        .map(([type, operands]): Expression => ({ type, operands })),
      fc
        .tuple(tie("expression"), fc.constantFrom("==" as const, "!=" as const, "in" as const, "not in" as const), tie("expression"))
        .map(([first, operator, operand]): Expression => ({ type: "compare", first, rest: [{ operator, operand }] })),
    ),
  }));

  test("what is printed with parentheses is parsed to the same", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        expect(parseExpression(print(tree))).toEqual(tree);
      }),
    );
  });

  test("any text is either parsed or refused as an expression", () => {
    const unit = fc.constantFrom(..."ab01'\"\\()[],=!<> .|{}%".split(""), " and ", " not ", " in ", " is ");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
        try {
          parseExpression(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  function print(tree: Expression): string {
    switch (tree.type) {
      case "value":
        return typeof tree.value === "string"
          ? `"${tree.value.replace(/[\\"]/g, "\\$&")}"`
          : tree.value === true
            ? "True"
            : String(tree.value);
      case "name":
        return tree.name;
      case "list":
        return `[${tree.items.map(print).join(", ")}]`;
      case "not":
        return `(not ${print(tree.operand)})`;
      case "and":
      case "or":
        return `(${tree.operands.map(print).join(` ${tree.type} `)})`;
      case "compare":
        return `(${print(tree.first)} ${tree.rest.map(({ operator, operand }) => `${operator} ${print(operand)}`).join(" ")})`;
    }
  }
});
