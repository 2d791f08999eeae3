// `defineAliases`: names for the places that sources come from, each a tag that makes addresses.
//
// What a tag makes is `alias:rest`: where that leads is said once, in the project, and may be said otherwise by whoever builds it.

import { ALIAS, hasBrand } from "./brands.ts";
import { type CallSite, captureCallSite } from "./call-site.ts";
import { describeValue, refusal } from "./refuse.ts";

/** A tag that makes addresses below a place: github`openssl/openssl.git`. */
export interface Alias {
  (strings: TemplateStringsArray, ...values: readonly (string | number)[]): string;
  readonly alias: string;
}

/** Aliases by name. */
export type Aliases<Name extends string = string> = { readonly [N in Name]: Alias };

/**
 * Declares places by name: `export const { github } = defineAliases({ github: "https://github.com/" })`, then
 * git(github`openssl/openssl.git`), and `aliases: { github }` in `defineProject`. Several URLs are tried in turn.
 */
export function defineAliases<const S extends { readonly [name: string]: string | readonly string[] }>(
  places: S,
): Aliases<keyof S & string> {
  const site = captureCallSite();
  const made = Object.entries(places).map(([name, place]) => [
    name,
    makeAlias(name, checkedUrls(`defineAliases: \`${name}\``, place, site), site),
  ]);
  return Object.freeze(Object.fromEntries(made));
}

/** Where an alias of whatever copy of this package leads: one URL or more. */
export function placesOfAlias(alias: unknown): readonly string[] | undefined {
  return hasBrand(alias, ALIAS) ? Reflect.get(alias, ALIAS) : undefined;
}

/** One URL or several, checked. Throws FORGE1007. */
export function checkedUrls(subject: string, given: unknown, site: CallSite): readonly [string, ...string[]] {
  const [first, ...rest]: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (Array.isArray(given) && given.length === 0) throw refused(`${subject} has no URL`, site);
  return [checkedUrl(subject, first, site), ...rest.map((url) => checkedUrl(subject, url, site))];
}

function checkedUrl(subject: string, url: unknown, site: CallSite): string {
  if (typeof url === "string" && URL.canParse(url) && /^[a-z+]+:\/\//.test(url)) return url;
  throw refused(`${subject} must be a URL, not ${describeValue(url)}`, site);
}

function makeAlias(name: string, places: readonly string[], site: CallSite): Alias {
  if (!NAME.test(name) || SCHEMES.has(name))
    throw refused(
      `defineAliases: ${JSON.stringify(name)} is no name for an alias: letters, digits, dots and dashes, and no scheme of URLs`,
      site,
    );
  const tag = (strings: TemplateStringsArray, ...values: readonly (string | number)[]): string => {
    if (!Array.isArray(strings) || !("raw" in strings))
      throw refusal({ code: "FORGE1007", message: `${name} is no function to call`, help: `write ${name}\`path/of/it\`` });
    const wrong = values.find((value) => typeof value !== "string" && typeof value !== "number");
    if (wrong !== undefined)
      throw refusal({
        code: "FORGE1008",
        message: `${describeValue(wrong)} cannot stand in an address`,
        help: "addresses are plain text: use constants of TypeScript; variables belong to elements",
      });
    return `${name}:${String.raw(strings, ...values)}`;
  };
  return Object.freeze(Object.assign(tag, { alias: name, [ALIAS]: Object.freeze([...places]) }));
}

const NAME = /^[A-Za-z][\w.+-]*$/;
const SCHEMES: ReadonlySet<string> = new Set(["http", "https", "ftp", "file", "git", "sftp", "ssh"]);

function refused(message: string, site: CallSite): Error {
  return refusal({ code: "FORGE1007", message, site });
}
