// Guards: stand-ins for functions and objects that behave like the originals for forge and refuse everyone else.
//
// Proxies, so that `instanceof`, `class X extends …`, names and static members stay as they were. Refused is the call or
// the construction, never the mere mention. Knows no names of what is guarded.

import { type Matter, refuse } from "./refuse.ts";

export interface Guarding {
  readonly matter: Matter;
  /** What the error calls it, such as `node:fs readFileSync`. */
  readonly name: string;
}

/** Everything of a value is guarded, however deep; or those of its members for which a function answers. */
export type Rule = Guarding | ((member: string) => Guarding | undefined);

type AnyFunction = (...args: never[]) => unknown;

/** Some built-in methods insist on the object they were made for. */
const originals = new WeakMap<object, object>();

/** The stand-in of a function or object. */
export function guard<T extends object>(real: T, rule: Rule): T {
  const members = new Map<PropertyKey, unknown>();
  const standIn: T = new Proxy(real, {
    apply: function apply(target, self, args) {
      if (isGuarding(rule)) refuse(rule.matter, rule.name, apply);
      return isFunction(target) ? Reflect.apply(target, originals.get(self) ?? self, args) : undefined;
    },
    construct: function construct(target, args, newTarget) {
      if (isGuarding(rule)) refuse(rule.matter, rule.name, construct);
      return isFunction(target) ? Reflect.construct(target, args, newTarget) : {};
    },
    get: function get(target, key) {
      if (members.has(key)) return members.get(key);
      const value: unknown = Reflect.get(target, key, target);
      // A proxy may not hide what is fixed; `prototype` and constants must be themselves.
      if (typeof key === "symbol" || unguarded.has(key) || isFixed(target, key)) return value;
      const memberRule = isGuarding(rule) ? member(rule, key) : rule(key);
      if (memberRule?.matter === "time" && typeof value === "number") refuse("time", memberRule.name, get);
      if (!isFunction(value) && !(isObject(value) && memberRule)) return value;
      const made = guard(value, memberRule ?? nothing);
      members.set(key, made);
      return made;
    },
  });
  originals.set(standIn, real);
  return standIn;
}

const unguarded: ReadonlySet<string> = new Set(["prototype", "constructor", "constants"]);

function nothing(): undefined {
  return undefined;
}

function member({ matter, name }: Guarding, key: string): Guarding {
  return { matter, name: `${name}${name.startsWith("node:") && !name.includes(" ") ? " " : "."}${key}` };
}

function isGuarding(rule: Rule): rule is Guarding {
  return typeof rule === "object";
}

function isFixed(target: object, key: PropertyKey): boolean {
  const property = Reflect.getOwnPropertyDescriptor(target, key);
  return property !== undefined && property.configurable === false && property.writable === false;
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === "function";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
