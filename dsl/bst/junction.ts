// What a junction element says about the project it leads to.

import { pluginError } from "./errors.ts";
import type { Project } from "./project.ts";
import { strip } from "./text.ts";
import * as access from "./yaml/access.ts";
import type { Mapping, Scalar } from "./yaml/node.ts";

export interface Junction {
  readonly name: string;
  readonly fullName: string;
  /** The project that has the junction. */
  readonly project: Project;
  /** Where in the junction's sources the project lies. */
  readonly path: string;
  readonly options: Mapping;
  /** Elements of the subproject, by path from it, to what the junction's project has instead. */
  readonly overrides: ReadonlyMap<string, Scalar>;
  readonly aliases: ReadonlyMap<string, string>;
  /** Whether aliases that are not listed mean the same alias of the junction's project. */
  readonly mapsAliases: boolean;
}

const KEYS = new Set(["path", "options", "overrides", "aliases", "map-aliases"]);
const KEYS_1 = new Set(["path", "options"]);

/** Reads a junction's expanded `config`. */
export function readJunction(config: Mapping, owner: Pick<Junction, "name" | "fullName" | "project">): Junction {
  access.validateKeys(config, owner.project.format === 1 ? KEYS_1 : KEYS);
  const overrides = new Map<string, Scalar>();
  for (const [path, target] of access.mappingOrEmpty(config, "overrides").entries) {
    const replacement = access.asScalar(target, path);
    if (strip(replacement.text) === owner.name) {
      throw pluginError("ELEMENT", "override-junction-with-self", `the junction "${owner.name}" replaces "${path}" by itself`, {
        node: replacement,
        code: "FORGE1047",
      });
    }
    overrides.set(path, replacement);
  }
  const aliases = new Map<string, string>();
  for (const [alias, target] of access.mappingOrEmpty(config, "aliases").entries)
    aliases.set(alias, strip(access.asScalar(target, alias).text));
  const strategy = access.has(config, "map-aliases") ? access.requiredWord(config, "map-aliases", ["none", "identity"]) : "none";
  return {
    ...owner,
    path: access.optionalText(config, "path") ?? "",
    options: access.mappingOrEmpty(config, "options"),
    overrides,
    aliases,
    mapsAliases: strategy === "identity",
  };
}

/** The alias of the junction's project that an alias of the subproject means; undefined where it stands for itself. */
export function parentAlias(junction: Junction, alias: string): string | undefined {
  return junction.aliases.get(alias) ?? (junction.mapsAliases ? alias : undefined);
}
