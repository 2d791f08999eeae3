// Where the aliases of a project lead: what `mirrors` and `aliases` of `defineProject` say, as the graph has it.
//
// Mirrors are tried before the place of the alias itself. What a user says of an alias wins over all of it, but not here.

import type { MirrorNode } from "../core/model/graph.ts";
import { type Alias, checkedUrls, placesOfAlias } from "./aliases.ts";
import type { CallSite } from "./call-site.ts";
import { projectPath } from "./project-path.ts";
import { describeValue, refusal } from "./refuse.ts";

/** Places that hold copies: a base URL, several that are tried in turn, or these and a keyring. */
export type MirrorInput =
  | string
  | readonly string[]
  | { readonly url: string | readonly string[] /** Path in the project of the keyring that signs it. */; readonly keyring?: string };

export interface PlacesInput {
  readonly mirrors: { readonly [alias: string]: MirrorInput };
  readonly aliases: { readonly [name: string]: Alias };
}

export interface Places {
  /** Aliases without the project's mirrors of them: what it means by them, whoever takes its suggestions. */
  readonly aliases: { readonly [alias: string]: MirrorNode };
  readonly mirrors: { readonly [alias: string]: MirrorNode };
}

/** Throws FORGE1007 and FORGE1015. */
export function readPlaces(input: PlacesInput, site: CallSite): Places {
  const own = new Map<string, readonly string[]>();
  for (const [name, alias] of Object.entries(input.aliases)) {
    const places = placesOfAlias(alias);
    if (places === undefined) throw refused(`\`aliases.${name}\` must be made by defineAliases, not ${describeValue(alias)}`, site);
    own.set(alias.alias, places);
  }
  const mirrors = new Map<string, MirrorNode>();
  for (const [alias, mirror] of Object.entries(input.mirrors)) {
    const { url, keyring } = typeof mirror === "object" && !isList(mirror) ? mirror : { url: mirror, keyring: undefined };
    const urls = checkedUrls(`defineProject: \`mirrors.${alias}\``, url, site);
    const node = nodeOf([...urls, ...(own.get(alias) ?? [])]);
    mirrors.set(alias, { ...node, ...(keyring !== undefined && { keyring: projectPath(keyring, site) }) });
  }
  const aliases = [...own].map(([alias, places]): readonly [string, MirrorNode] => [alias, nodeOf(places)]);
  return { aliases: Object.fromEntries(aliases), mirrors: Object.fromEntries([...aliases, ...mirrors]) };
}

function nodeOf([first = "", ...rest]: readonly string[]): MirrorNode {
  const url = (text: string): string => text.replace(/\/+$/, "");
  return { url: url(first), ...(rest.length > 0 && { alternatives: rest.map(url) }) };
}

function isList(mirror: MirrorInput): mirror is readonly string[] {
  return Array.isArray(mirror);
}

function refused(message: string, site: CallSite): Error {
  return refusal({ code: "FORGE1007", message: `defineProject: ${message}`, site });
}
