// Aliases of repositories. Trees do not say where they lead: the tools that built them knew, and so does whoever has mirrors.

import type { MirrorNode } from "../../core/model/graph.ts";
import type { Definitions } from "./model.ts";

/** Where they led when trees were written. A user's setting of the same alias wins. */
export const ALIASES: { readonly [alias: string]: string } = {
  upstream: "git://git.baserock.org/delta",
  baserock: "git://git.baserock.org/baserock",
  freedesktop: "git://anongit.freedesktop.org",
  github: "https://github.com",
  gnome: "https://gitlab.gnome.org/GNOME",
};

/** The aliases that chunks use, of those whose place is known. */
export function usedAliases({ strata }: Definitions): { readonly [alias: string]: MirrorNode } {
  const used = new Set<string>();
  for (const { chunks } of strata)
    for (const { repo, submodules } of chunks)
      for (const url of [repo, ...(submodules?.values() ?? [])]) used.add(/^([A-Za-z][\w+.-]*):(?!\/\/)/.exec(url)?.[1] ?? "");
  return Object.fromEntries(Object.entries(ALIASES).flatMap(([alias, url]) => (used.has(alias) ? [[alias, { url }]] : [])));
}
