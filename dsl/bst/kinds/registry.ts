// Which kinds come with each format and with each known package of plugins. A package that is not known here can still
// declare kinds: they are named, with the defaults that lie in the project, and nobody knows what they do.

import { communityKinds, experimentalKinds } from "./community.ts";
import { CORE_1, EXTERNAL_1 } from "./core-1.ts";
import { CORE_2 } from "./core-2.ts";
import type { Kind, KindTable } from "./kind.ts";
import { PLUGINS } from "./plugins.ts";

export interface PluginPackage {
  readonly name: string;
  /** Undefined: the newest that is known. */
  readonly version: readonly number[] | undefined;
}

const NAMES = [
  "buildstream-plugins-community",
  "bst-plugins-experimental",
  "bst-plugins-container",
  "buildstream-plugins",
  "buildstream-external",
  "bst-external",
];
const NONE: KindTable = new Map();

export function coreKinds(format: 1 | 2): KindTable {
  return format === 1 ? CORE_1 : CORE_2;
}

export function packageKinds({ name, version }: PluginPackage): KindTable {
  switch (name) {
    case "buildstream-plugins":
      return PLUGINS;
    case "buildstream-plugins-community":
      return communityKinds(version);
    case "bst-plugins-experimental":
      return experimentalKinds();
    case "buildstream-external":
    case "bst-external":
      return EXTERNAL_1;
    default:
      return NONE;
  }
}

/** A kind of some known package by its name alone. */
export function kindByName(kind: string, format: 1 | 2): Kind | undefined {
  const tables = format === 1 ? [CORE_1, EXTERNAL_1] : [PLUGINS, communityKinds(undefined)];
  return tables.map((table) => table.get(kind)).find((found) => found !== undefined);
}

/** The known package that some texts of a source are about, as in ".../buildstream_plugins_community-2.3.1.tar.gz" or a tag. */
export function recognizePackage(texts: readonly string[]): PluginPackage | undefined {
  const all = texts.map((text) => text.replaceAll("_", "-"));
  for (const name of NAMES) {
    const found = all.find((text) => text.includes(name));
    if (found === undefined) continue;
    const after = found.slice(found.indexOf(name) + name.length);
    const version =
      versionIn(after) ??
      all
        .filter((text) => text !== found)
        .map(versionIn)
        .find((v) => v !== undefined);
    return { name, version };
  }
  return undefined;
}

/** The package of a Python requirement such as `buildstream-plugins==2.0.*`. */
export function packageOfRequirement(requirement: string): PluginPackage {
  const [, name = "", rest = ""] = /^\s*([\w.-]+)\s*(.*)$/.exec(requirement) ?? [];
  return { name: name.replaceAll("_", "-").toLowerCase(), version: /[=~]=/.test(rest) ? versionIn(rest) : undefined };
}

function versionIn(text: string): readonly number[] | undefined {
  const match = /(?<![\da-f.])(\d+)\.(\d+)(?:\.(\d+))?(?!\d)/.exec(text);
  return match ? match.slice(1, 4).map((part) => Number(part ?? 0)) : undefined;
}
