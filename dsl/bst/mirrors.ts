// Mirrors that a project suggests: for each alias, further places to fetch from.

import { pluginError } from "./errors.ts";
import type { Project } from "./project.ts";
import { expandWith } from "./project-pass.ts";
import { strip } from "./text.ts";
import type { Variables } from "./variables.ts";
import * as access from "./yaml/access.ts";
import type { Mapping, Sequence } from "./yaml/node.ts";

export interface SourceMirror {
  readonly name: string;
  /** "default", or a kind that a plugin provides. */
  readonly kind: string;
  /** URLs by alias. A plugin's mirror says otherwise what it does: in `config`. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly config: Mapping | undefined;
}

const DEFAULT_KEYS = new Set(["name", "kind", "aliases"]);
const PLUGIN_KEYS = new Set(["name", "kind", "config"]);

export function readMirrors(project: Project, variables: Variables | undefined, node: Sequence): readonly SourceMirror[] {
  return access.mappings(expandWith(variables, node)).map((mirror) => {
    const kind = access.optionalText(mirror, "kind") ?? "default";
    if (kind === "default") {
      access.validateKeys(mirror, DEFAULT_KEYS);
      const aliases = new Map<string, readonly string[]>();
      for (const [alias, urls] of access.requiredMapping(mirror, "aliases").entries)
        aliases.set(alias, access.texts(access.asSequence(urls, alias)));
      return { name: access.requiredText(mirror, "name"), kind, aliases, config: undefined };
    }
    if (!project.plugins.mirrors.has(kind))
      throw pluginError("PLUGIN", "plugin-not-found", `no plugin is declared for mirrors of kind "${strip(kind)}"`, { node: mirror });
    access.validateKeys(mirror, PLUGIN_KEYS);
    return { name: access.requiredText(mirror, "name"), kind, aliases: new Map(), config: access.mappingOrEmpty(mirror, "config") };
  });
}
