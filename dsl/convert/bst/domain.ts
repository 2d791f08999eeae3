// The values that some options can have together, as points; sets of points, as bits; and how TypeScript says such a set.
//
// A set is said by a condition of the project where one holds at just these points, else by the values of options. What is
// written never compares an option with what it cannot be, for the compiler refuses that.

import type { Expression as Condition } from "../../bst/conditional-expression.ts";
import { evaluateExpression } from "../../bst/evaluate-expression.ts";
import type { Declaration } from "../../bst/options/option-types.ts";
import { binary, call, conditional, type Expression, imported, list, member, not, object, string } from "../print/expression.ts";
import { camelCase } from "../print/names.ts";
import type { Values } from "./variants.ts";

/** A set of points. */
export type Points = bigint;

interface Axis {
  readonly declaration: Declaration;
  readonly values: readonly string[];
}

/** The module that declares the options. */
export const OPTIONS_FILE = "options.ts";

export class Domain {
  readonly points: readonly Values[];
  readonly all: Points;
  readonly #axes: readonly Axis[];
  readonly #conditions: readonly { readonly condition: Condition; readonly holds: Points }[];

  /** The first value of each axis is its default, so the first point is where every option has its own. */
  constructor(axes: readonly Axis[], conditions: Iterable<Condition>) {
    this.#axes = axes;
    let points: Map<string, string>[] = [new Map()];
    for (const { declaration, values } of axes)
      points = points.flatMap((point) => values.map((value) => new Map(point).set(declaration.name, value)));
    this.points = points;
    this.all = (1n << BigInt(points.length)) - 1n;
    this.#conditions = [...conditions].map((condition) => ({
      condition,
      holds: this.where((point) => {
        try {
          return evaluateExpression(condition, new Map([...point].map(([name, value]) => [name, this.#typed(name, value)])));
        } catch {
          return false;
        }
      }),
    }));
  }

  where(holds: (point: Values) => boolean): Points {
    return this.points.reduce((set, point, index) => (holds(point) ? set | (1n << BigInt(index)) : set), 0n);
  }

  /** A condition that holds at these points and at no other of `within`. Undefined: it always holds. */
  guard(points: Points, within: Points = this.all): Expression | undefined {
    const wanted = points & within;
    if (wanted === within) return undefined;
    for (const { condition, holds } of this.#conditions) {
      if ((holds & within) !== wanted && (~holds & within) !== wanted) continue;
      if (!this.#canBeAsked(condition, within)) continue;
      const said = this.#translated(condition);
      if (said) return (holds & within) === wanted ? said : not(said);
    }
    return this.#byValues(wanted, within, this.#axes);
  }

  /** The value at each point. Where the sets do not cover `within`, whatever is shortest. */
  choose(cases: readonly { readonly points: Points; readonly value: Expression }[], within: Points = this.all): Expression {
    const present = cases.filter(({ points }) => (points & within) !== 0n);
    const [only] = present;
    if (only === undefined) throw new Error("internal: nothing to choose from");
    if (present.length === 1) return only.value;
    const table = present.length > 2 ? this.#match(present, within) : undefined;
    if (table) return table;
    const rest = present.reduce((most, one) => (count(one.points & within) > count(most.points & within) ? one : most));
    let left = within;
    const tested: { readonly test: Expression; readonly value: Expression }[] = [];
    for (const { points, value } of present) {
      if (value === rest.value) continue;
      // What was tested before cannot be, where this is asked.
      const test = this.guard(points, left);
      if (test) tested.push({ test, value });
      left &= ~points;
    }
    return tested.reduceRight((no, { test, value }) => conditional(test, value, no), rest.value);
  }

  /** Whether every value that a condition compares with is one that the option can have at some of the points. */
  #canBeAsked(condition: Condition, within: Points): boolean {
    switch (condition.type) {
      case "not":
        return this.#canBeAsked(condition.operand, within);
      case "and":
      case "or":
        return condition.operands.every((operand) => this.#canBeAsked(operand, within));
      case "compare": {
        const axis = this.#axis(condition.first);
        if (axis === undefined || isSet(axis) || axis.declaration.type === "bool") return true;
        return condition.rest.every(({ operand }) => {
          const values = operand.type === "list" ? operand.items : [operand];
          return values.every((value) => value.type !== "value" || (this.#slice(axis, String(value.value)) & within) !== 0n);
        });
      }
      default:
        return true;
    }
  }

  /** `match`, where it is one option's words that decide, and each has its own arm. */
  #match(cases: readonly { readonly points: Points; readonly value: Expression }[], within: Points): Expression | undefined {
    for (const axis of this.#axes) {
      const { declaration } = axis;
      if (declaration.type === "bool" || declaration.type === "flags" || declaration.type === "element-mask") continue;
      const arms = (declaration.values ?? []).map((value) => {
        const everywhere = this.where((point) => point.get(declaration.name) === value);
        const slice = everywhere & within;
        // The compiler may know that it is not so here, and would refuse the arm.
        if (slice === 0n && everywhere !== 0n) return undefined;
        const found = cases.filter(({ points }) => (points & slice) !== 0n);
        const usual = cases.reduce((most, one) => (count(one.points) > count(most.points) ? one : most));
        return found.length > 1 ? undefined : { name: value, value: (found[0] ?? usual).value };
      });
      const whole = arms.filter((arm) => arm !== undefined);
      if (whole.length === arms.length && arms.length > 0)
        return call(imported("forge-build", "match"), optionOf(declaration), object(whole));
    }
    return undefined;
  }

  /** Option by option: where one alone decides, its values; else for each of its values what the others say. */
  #byValues(wanted: Points, within: Points, axes: readonly Axis[]): Expression {
    for (const whole of axes) {
      const axis = { ...whole, values: whole.values.filter((value) => (this.#slice(whole, value) & within) !== 0n) };
      const good = axis.values.filter((value) => (this.#slice(axis, value) & wanted) !== 0n);
      const exact = good.reduce((set, value) => set | (this.#slice(axis, value) & within), 0n);
      if (exact === wanted) return this.#oneOf(axis, good);
    }
    const [whole, ...others] = axes;
    const axis = whole && { ...whole, values: whole.values.filter((value) => (this.#slice(whole, value) & within) !== 0n) };
    if (axis === undefined) throw new Error("internal: points that no option tells apart");
    const groups = new Map<string, { readonly values: string[]; inner: Points; within: Points }>();
    for (const value of axis.values) {
      const slice = this.#slice(axis, value);
      const inner = wanted & slice;
      const shape = this.#shape(inner, axis, value);
      const group = groups.get(shape) ?? { values: [], inner, within: within & slice };
      group.values.push(value);
      groups.set(shape, group);
    }
    const alternatives = [...groups.values()].flatMap(({ values, inner, within: part }): readonly Expression[] => {
      if (inner === 0n) return [];
      const own = values.length === axis.values.length ? [] : [this.#oneOf(axis, values)];
      return [binary("&&", [...own, ...(inner === part ? [] : [this.#byValues(inner, part, others)])])];
    });
    return binary("||", alternatives);
  }

  #shape(points: Points, axis: Axis, value: string): string {
    const rest = this.points.flatMap((point, index) =>
      point.get(axis.declaration.name) === value ? [(points >> BigInt(index)) & 1n ? "1" : "0"] : [],
    );
    return rest.join("");
  }

  #slice({ declaration }: Axis, value: string): Points {
    return this.where((point) => point.get(declaration.name) === value);
  }

  #oneOf({ declaration, values }: Axis, good: readonly string[]): Expression {
    const option = optionOf(declaration);
    const bad = values.filter((value) => !good.includes(value));
    switch (declaration.type) {
      case "bool":
        return good.includes("True") ? option : not(option);
      case "flags":
      case "element-mask": {
        const flag = (declaration.values ?? []).find(
          (one) => good.every((set) => set.split(",").includes(one)) && bad.every((set) => !set.split(",").includes(one)),
        );
        if (flag !== undefined) return call(member(option, "includes"), string(flag));
        const absent = (declaration.values ?? []).find(
          (one) => bad.every((set) => set.split(",").includes(one)) && good.every((set) => !set.split(",").includes(one)),
        );
        if (absent !== undefined) return not(call(member(option, "includes"), string(absent)));
        return binary(
          "||",
          good.map((set) => binary("===", [call(member(option, "join"), string(",")), string(set)])),
        );
      }
      default:
        if (bad.length === 1 && good.length > 1) return not(is(option, bad[0] ?? ""));
        return good.length > 3
          ? call(member(list(good.map(string)), "includes"), option)
          : binary(
              "||",
              good.map((value) => is(option, value)),
            );
    }
  }

  /** A condition as it would be written, or undefined where it says what no TypeScript of ours does. */
  #translated(condition: Condition): Expression | undefined {
    switch (condition.type) {
      case "name": {
        const axis = this.#axis(condition);
        return axis?.declaration.type === "bool" ? optionOf(axis.declaration) : undefined;
      }
      case "not": {
        const operand = this.#translated(condition.operand);
        return operand && not(operand);
      }
      case "and":
      case "or": {
        const operands = condition.operands.map((operand) => this.#translated(operand));
        const all = operands.filter((operand) => operand !== undefined);
        return all.length === operands.length ? binary(condition.type === "and" ? "&&" : "||", all) : undefined;
      }
      case "compare": {
        const [comparison, second] = condition.rest;
        return comparison && !second ? this.#compared(condition.first, comparison) : undefined;
      }
      default:
        return undefined;
    }
  }

  #compared(first: Condition, { operator, operand }: { readonly operator: string; readonly operand: Condition }): Expression | undefined {
    const axis = this.#axis(first);
    const negative = operator === "!=" || operator === "not in";
    const said = (expression: Expression): Expression => (negative ? not(expression) : expression);
    if (axis && (operator === "==" || operator === "!=") && operand.type === "value") {
      if (axis.declaration.type === "bool")
        return operand.value === true
          ? said(optionOf(axis.declaration))
          : operand.value === false
            ? not(said(optionOf(axis.declaration)))
            : undefined;
      return axis.declaration.values?.includes(String(operand.value)) && !isSet(axis)
        ? said(is(optionOf(axis.declaration), String(operand.value)))
        : undefined;
    }
    if (axis && (operator === "in" || operator === "not in") && operand.type === "list" && !isSet(axis)) {
      const values = operand.items.flatMap((item) => (item.type === "value" ? [String(item.value)] : []));
      if (values.length !== operand.items.length || values.length === 0 || !values.every((value) => axis.values.includes(value)))
        return undefined;
      if (values.length > 3) return said(call(member(list(values.map(string)), "includes"), optionOf(axis.declaration)));
      const options = values.map((value) => is(optionOf(axis.declaration), value));
      return negative ? binary("&&", options.map(not)) : binary("||", options);
    }
    const set = this.#axis(operand);
    if (
      set &&
      isSet(set) &&
      first.type === "value" &&
      (operator === "in" || operator === "not in") &&
      set.declaration.values?.includes(String(first.value))
    )
      return said(call(member(optionOf(set.declaration), "includes"), string(String(first.value))));
    return undefined;
  }

  #axis(condition: Condition): Axis | undefined {
    return condition.type === "name" ? this.#axes.find(({ declaration }) => declaration.name === condition.name) : undefined;
  }

  #typed(name: string, value: string): string | boolean | readonly string[] {
    const axis = this.#axes.find(({ declaration }) => declaration.name === name);
    if (axis?.declaration.type === "bool") return value === "True";
    return axis && isSet(axis) ? value.split(",") : value;
  }
}

function isSet({ declaration: { type } }: Axis): boolean {
  return type === "flags" || type === "element-mask";
}

function is(option: Expression, value: string): Expression {
  return binary("===", [option, string(value)]);
}

/** An option of the project, as its modules name it. */
export function optionOf({ name }: Pick<Declaration, "name">): Expression {
  return member(imported(OPTIONS_FILE, "options"), camelCase(name));
}

/** What an option is as a text. */
export function optionText(declaration: Declaration): Expression {
  const option = optionOf(declaration);
  if (declaration.type === "bool") return conditional(option, string("1"), string("0"));
  return declaration.type === "flags" || declaration.type === "element-mask" ? call(member(option, "join"), string(",")) : option;
}

function count(points: Points): number {
  let number = 0;
  for (let left = points; left > 0n; left >>= 1n) if (left & 1n) number++;
  return number;
}
