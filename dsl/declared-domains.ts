// `defineDomains`: domains that a project gives all its elements, declared once and used by what they are called in the code.
//
// A domain is a text with a brand, so that a name that nobody declared is still refused where domains are wanted.

import { DOMAINS, hasBrand } from "./brands.ts";
import { captureCallSite } from "./call-site.ts";
import { builtinDomains } from "./domains.ts";
import { deepFreeze } from "./freeze.ts";
import { describeValue, refusal } from "./refuse.ts";
import { isText, type Text } from "./text.ts";

declare const domainBrand: unique symbol;

/** The name of a domain that was declared by `defineDomains`. */
export type Domain<Name extends string = string> = Name & { readonly [domainBrand]: true };

/** Domains by name. */
export type Domains<Name extends string = string> = { readonly [N in Name]: Domain<N> };

/**
 * Declares domains that every element has, with the patterns of their files:
 * `export const domains = defineDomains({ license: ["/usr/share/licenses/**"] })`, then `defaults: { domains }` in
 * `defineProject`, and `compose({ exclude: [domains.license] })` where they are used. `null` instead of patterns: only elements that
 * say so themselves have the domain, and it may be asked for where none does.
 */
export function defineDomains<const S extends { readonly [name: string]: readonly Text[] | null }>(
  definitions: S,
): Domains<keyof S & string> {
  const site = captureCallSite();
  for (const [name, patterns] of Object.entries(definitions)) {
    if (Object.hasOwn(builtinDomains, name))
      throw refusal({
        code: "FORGE1007",
        message: `defineDomains: the domain "${name}" is built in`,
        site,
        help: "change what belongs to it with `split`",
      });
    if (patterns !== null && (!Array.isArray(patterns) || !patterns.every(isText)))
      throw refusal({
        code: "FORGE1007",
        message: `defineDomains: \`${name}\` must be a list of patterns, not ${describeValue(patterns)}`,
        site,
      });
  }
  const names = Object.fromEntries(Object.keys(definitions).map((name) => [name, name]));
  return Object.freeze(Object.defineProperty(names, DOMAINS, { value: deepFreeze({ ...definitions }) })) as Domains<keyof S & string>;
}

/** The patterns of declared domains, or undefined where a value was not made by `defineDomains`. */
export function patternsOf(domains: unknown): { readonly [name: string]: readonly Text[] } | undefined {
  if (!hasBrand(domains, DOMAINS)) return undefined;
  const declared: Declared = Reflect.get(domains, DOMAINS);
  return Object.fromEntries(Object.entries(declared).filter((entry): entry is [string, readonly Text[]] => entry[1] !== null));
}

/** Declared domains that only some elements have, if any do. */
export function foreignDomains(domains: unknown): readonly string[] {
  if (!hasBrand(domains, DOMAINS)) return [];
  const declared: Declared = Reflect.get(domains, DOMAINS);
  return Object.keys(declared).filter((name) => declared[name] === null);
}

interface Declared {
  readonly [name: string]: readonly Text[] | null;
}
