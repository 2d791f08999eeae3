// The types an option can have. Finite or numeric, so that what depends on them can be checked for completeness.

import type { OptionNode } from "../core/model/graph.ts";
import { refusal } from "./refuse.ts";

declare const valueBrand: unique symbol;

/** An option's type and default; its value's type is `Value`. */
export interface OptionSpec<out Value> {
  readonly type: OptionNode["type"];
  readonly description?: string;
  readonly [valueBrand]?: Value;
}

/** What a spec holds inside. */
interface OptionTypeData {
  readonly type: OptionNode["type"];
  readonly description: string | undefined;
  readonly values: readonly string[] | undefined;
  /** What it may be, for messages. */
  readonly expected: string;
  readonly initial: OptionNode["value"];
  /** The value that a word of the command line means, if it means one. */
  readonly parse: (written: string) => OptionNode["value"] | undefined;
}

interface Described {
  readonly description?: string;
}

/** One of some words. */
export function choice<const Values extends readonly [string, ...string[]]>(
  values: Values,
  options: Described & { readonly default: NoInfer<Values[number]> },
): OptionSpec<Values[number]> {
  requireMembers([options.default], values);
  return spec("choice", options, {
    values,
    expected: oneOf(values),
    initial: options.default,
    parse: (written) => values.find((value) => value === written),
  });
}

/** Yes or no. */
export function flag(options: Described & { readonly default: boolean }): OptionSpec<boolean> {
  const parse = (written: string): boolean | undefined => {
    if (/^(true|yes|on|1)$/i.test(written)) return true;
    return /^(false|no|off|0)$/i.test(written) ? false : undefined;
  };
  return spec("flag", options, { values: undefined, expected: "true or false", initial: options.default, parse });
}

/** Any of some words, in the order in which they are declared: `-o features=a,b`. */
export function flags<const Values extends readonly string[]>(
  values: Values,
  options: Described & { readonly default?: readonly NoInfer<Values[number]>[] } = {},
): OptionSpec<readonly Values[number][]> {
  const inOrder = (chosen: readonly string[]): readonly string[] => Object.freeze(values.filter((value) => chosen.includes(value)));
  const initial = options.default ?? [];
  requireMembers(initial, values);
  const parse = (written: string): readonly string[] | undefined => {
    const words = written
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "");
    return words.every((word) => values.includes(word)) ? inOrder(words) : undefined;
  };
  return spec("flags", options, {
    values,
    expected: `some of ${values.join(", ")}, with commas between`,
    initial: inOrder(initial),
    parse,
  });
}

/** A whole number. */
export function integer(
  options: Described & { readonly default: number; readonly min?: number; readonly max?: number },
): OptionSpec<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  const isGood = (value: number): boolean => Number.isSafeInteger(value) && value >= min && value <= max;
  if (!isGood(options.default))
    throw refusal({ code: "FORGE1007", message: `the default ${options.default} is not a whole number in its limits` });
  const limits = [...(options.min === undefined ? [] : [`from ${min}`]), ...(options.max === undefined ? [] : [`to ${max}`])];
  const parse = (written: string): number | undefined => (/^-?\d+$/.test(written) && isGood(Number(written)) ? Number(written) : undefined);
  return spec("integer", options, {
    values: undefined,
    expected: ["a whole number", ...limits].join(" "),
    initial: options.default,
    parse,
  });
}

/**
 * The machine that is built for: of the named ones the machine that builds, unless said. `amd64` and `arm64` mean
 * `x86_64` and `aarch64`.
 */
export function arch<const Values extends readonly [string, ...string[]]>(
  values: Values,
  options: Described & { readonly default?: NoInfer<Values[number]> } = {},
): OptionSpec<Values[number]> {
  const find = (written: string): string | undefined =>
    values.find((value) => canonicalArchitecture(value) === canonicalArchitecture(written));
  const initial = options.default ?? find(process.arch) ?? values[0];
  requireMembers([initial], values);
  return spec("arch", options, { values, expected: oneOf(values), initial, parse: find });
}

/** What a spec of whatever copy of this package holds. */
export function optionType(of: OptionSpec<unknown>): OptionTypeData {
  return Reflect.get(of, OPTION);
}

const OPTION = Symbol.for("forge.option");

function spec<Value>(
  type: OptionNode["type"],
  { description }: Described,
  rest: Omit<OptionTypeData, "type" | "description">,
): OptionSpec<Value> {
  const data: OptionTypeData = Object.freeze({ type, description, ...rest });
  return Object.freeze({ type, ...(description !== undefined && { description }), [OPTION]: data });
}

function oneOf(values: readonly string[]): string {
  return `one of ${values.join(", ")}`;
}

function requireMembers(chosen: readonly string[], values: readonly string[]): void {
  const wrong = chosen.find((value) => !values.includes(value));
  if (wrong !== undefined) throw refusal({ code: "FORGE1007", message: `the default "${wrong}" is none of ${values.join(", ")}` });
}

const architectures: { readonly [name: string]: string } = {
  x64: "x86_64",
  amd64: "x86_64",
  "x86-64": "x86_64",
  arm64: "aarch64",
  ia32: "i686",
  i386: "i686",
  x86: "i686",
  ppc64el: "ppc64le",
  loong64: "loongarch64",
};

function canonicalArchitecture(name: string): string {
  const lower = name.toLowerCase();
  return architectures[lower] ?? lower;
}
