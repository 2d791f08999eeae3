// `definePlugins`: says which kinds and sources of TypeScript take the place of another tool's plug-ins, for `forge import`.
//
// Only describes: the modules that it names are written into the imports of the new project, and never loaded here.

import type { JsonObject } from "../core/model/json.ts";

/** What a plug-in is told in a file, as it stands there: all texts are texts, and `%{name}` in them is a variable. */
export interface MappedConfig {
  /** `config` of an element; all that a source says beside its kind, its directory and its ref. */
  readonly config: JsonObject;
  /** The ref of a source; null where it has none. */
  readonly ref: JsonObject[string];
}

export interface MappedPlugin {
  /**
   * The module that exports it: `./kinds/images.ts`, a file below the directory of the map, which is copied to the same place in
   * the new project, with the files that it imports; or the name of a package.
   */
  readonly from: string;
  /** What it is called there. */
  readonly name: string;
  /**
   * What it is called with, beside what every element or source has. `%{name}` in a text becomes a reference. Unless said: the fields
   * that the file has, in camel case, and `ref` for a source that has one.
   */
  readonly fields?: (given: MappedConfig) => JsonObject;
}

export interface MappedSource extends MappedPlugin {
  /** Files and directories of the project that the source takes. They are copied to the same paths. */
  readonly paths?: (given: MappedConfig) => readonly string[];
}

export interface PluginMap {
  /** By the kind that elements have in their files. */
  readonly kinds?: { readonly [kind: string]: MappedPlugin };
  /** By the kind that sources have in their files. */
  readonly sources?: { readonly [kind: string]: MappedSource };
}

/** The map that `forge import --plugins` takes: the default export of a module. */
export function definePlugins(map: PluginMap): PluginMap {
  return Object.freeze(map);
}
