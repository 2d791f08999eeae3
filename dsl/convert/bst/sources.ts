// A source of a `.bst` project as a call of one of forge's kinds, and the entry in forge.lock for its ref.
//
// What fixes a ref in the file becomes what is asked for, and the ref goes to the lock; where there is nothing that could be
// asked for again, or another source asked the same and got something else, the ref stays with the source.

import { posix } from "node:path";
import { isForgeError } from "../../../core/model/errors.ts";
import type { JsonObject } from "../../../core/model/json.ts";
import { translateUrl } from "../../bst/aliases.ts";
import type { ResolvedElement } from "../../bst/element.ts";
import { type NativeContext, type NativeSource, nativeSources } from "../../bst/graph/native-sources.ts";
import type { MakeSource } from "../../bst/graph/source-list.ts";
import type { ResolvedSource } from "../../bst/sources.ts";
import * as access from "../../bst/yaml/access.ts";
import type { Mapping } from "../../bst/yaml/node.ts";
import { plainMapping } from "../../bst/yaml/plain.ts";
import type { MappedSource } from "../../plugin-map.ts";
import { sourceData } from "../../source-data.ts";
import { call, type Expression, type Field, imported, literal, object, string } from "../print/expression.ts";
import type { Module } from "../print/module.ts";
import { DataFiles } from "./data-files.ts";
import { describeMapped, makerOf, mappedInput, mappedSource, type Plugins, pathsOf } from "./plugins.ts";
import { forge } from "./texts.ts";

export interface LockedRef {
  readonly kind: string;
  readonly inputs: readonly (JsonObject | string | number | boolean | null | readonly unknown[])[];
  readonly ref: JsonObject;
}

/** Refs by kind and what is asked for. */
export type LockTable = Map<string, LockedRef>;

export interface ConvertedSource {
  readonly key: string;
  readonly value: Expression;
  /** Why forge cannot have it. */
  readonly missing?: string;
  /** The source that the user's map puts in its place. */
  readonly mapped?: string;
  readonly node: Mapping;
}

/** Downloads whose entry in the lock is their digest and nothing else. */
const LOCKED = new Set(["tar", "zip", "remote"]);

const SOURCES_FILE = "sources.ts";

/** Kinds with what the incumbent always does, under names of their own. */
const PRESETS: { readonly [name: string]: readonly [kind: string, fields: JsonObject] } = {
  gitRepo: ["git", { describe: true, submodules: false, lfs: "pointers" }],
  gitTag: ["git", { lfs: "pointers" }],
};

export class SourceConverter {
  readonly #make: MakeSource;
  readonly #locked: LockTable;
  readonly #plugins: Plugins | undefined;
  readonly #presets = new Set<string>();
  /** Paths of the project that sources take. */
  readonly paths = new Set<string>();
  readonly data = new DataFiles();
  /** Addresses by alias. */
  readonly aliases = new Map<string, string>();

  /** `locked` grows. */
  constructor(make: MakeSource, locked: LockTable, plugins?: Plugins) {
    this.#make = make;
    this.#plugins = plugins;
    this.#locked = locked;
  }

  get locked(): Iterable<LockedRef> {
    return this.#locked.values();
  }

  /** The sources of an element, in order. */
  convert(element: ResolvedElement): readonly ConvertedSource[] {
    const { project } = element.load.loader;
    const { firstPass } = element.load;
    const context: NativeContext = {
      address: (url) => this.#address(url, project.config.aliases),
      whole: (url) => translateUrl(url, project, firstPass),
      path: (path) => posix.normalize(path).replace(/\/$/, ""),
    };
    return nativeSources(element.sources, context).map(({ first, native }) => {
      const plugin = mappedSource(this.#plugins, first.kind.kind.kind);
      return plugin ? this.#mapped(plugin, first, project.config.aliases) : this.#one(first, native, element.load.name);
    });
  }

  /** Files that are written out: short ones where they are used, long ones beside the modules. */
  inline(element: string, files: ReadonlyMap<string, string>, executable: boolean): Expression {
    const contents = [...files].map(([name, text]): Field => {
      const content = this.data.text(element, name, text);
      return { name, value: executable ? object({ text: content, executable: literal(true) }) : content };
    });
    return call(forge("inline"), object(contents));
  }

  #one(source: ResolvedSource, native: NativeSource | string, element: string): ConvertedSource {
    const { kind } = source.kind.kind;
    const directory = (source.directory ?? "").replace(/^\/+/, "");
    if (typeof native === "string") return this.#unknown(source, directory, native);
    const at = posix.join(directory, native.below ?? "").replace(/^\.$|\/$/g, "");
    const placed = at === "" ? {} : { at };
    try {
      const { paths } = sourceData(this.#make(native.kind, native.input));
      const { maker, input } = this.#unpinned(native.kind, native.input, source);
      for (const path of paths) this.paths.add(path);
      const value = this.#call(maker, { ...input, ...placed }, this.data.lists(element, maker, input));
      return { key: JSON.stringify([maker, input, at]), value, node: source.node };
    } catch (error) {
      if (!isForgeError(error)) throw error;
      return this.#unknown(source, directory, `another source than this of kind ${kind}: ${error.message}`);
    }
  }

  /** The module of presets that were used. */
  modules(): readonly Module[] {
    if (this.#presets.size === 0) return [];
    return [
      {
        file: SOURCES_FILE,
        statements: [...this.#presets].sort().map((preset) => {
          const [kind, fields] = PRESETS[preset] ?? ["git", {}];
          return {
            name: preset,
            exported: true,
            description: describePreset(preset),
            value: {
              type: "arrow",
              parameters: "input: GitInput & Placement",
              body: call(
                forge(kind),
                object([
                  ...Object.entries(fields).map(([name, value]) => ({ name, value: literal(value) })),
                  { name: undefined, value: { type: "name", name: "input" } },
                ]),
              ),
            },
          };
        }),
        types: [
          { from: "forge-build", name: "GitInput" },
          { from: "forge-build", name: "Placement" },
        ],
      },
    ];
  }

  /** The address, by an alias where that can be a mirror. */
  #address(url: string, aliases: ReadonlyMap<string, string>): string {
    const found = [...aliases].find(([alias]) => url.startsWith(`${alias}:`));
    if (found === undefined) return url;
    const [alias, base] = found;
    if (!/^[A-Za-z][\w.+-]*$/.test(alias) || !URL.canParse(base) || url.length === alias.length + 1)
      return `${base}${url.slice(alias.length + 1)}`;
    this.aliases.set(alias, base);
    return url;
  }

  /** `read`: fields that stand in files of their own. */
  #call(maker: string, { url, path, ...more }: JsonObject, read: ReadonlyMap<string, Expression>): Expression {
    const [first] = [url, path].filter((value) => typeof value === "string");
    const preset = Object.hasOwn(PRESETS, maker);
    if (preset) this.#presets.add(maker);
    const kind = preset ? imported(SOURCES_FILE, maker) : forge(maker);
    if (preset || first === undefined) {
      const all = { ...(url !== undefined && { url }), ...(path !== undefined && { path }), ...more };
      return call(kind, object(Object.entries(all).map(([name, value]) => ({ name, value: read.get(name) ?? literal(value) }))));
    }
    return Object.keys(more).length === 0 ? call(kind, string(String(first))) : call(kind, string(String(first)), literal(more));
  }

  /** What is asked for instead of what was found, if the two can be told apart. */
  #unpinned(
    kind: string,
    input: JsonObject,
    { config, kind: { kind: from } }: ResolvedSource,
  ): { readonly maker: string; readonly input: JsonObject } {
    if (kind === "patch" && input["strip"] === 1) return { maker: kind, input: { path: input["path"] ?? "", fuzz: input["fuzz"] ?? 0 } };
    if (kind === "git") return this.#unpinnedGit(input, { config, from: from.kind });
    const { sha256, ...asked } = input;
    if (typeof sha256 === "string" && LOCKED.has(kind) && this.#lock(kind, asked, { sha256 })) return { maker: kind, input: asked };
    return { maker: kind, input };
  }

  #unpinnedGit(
    input: JsonObject,
    { config, from }: { readonly config: ResolvedSource["config"]; readonly from: string },
  ): { readonly maker: string; readonly input: JsonObject } {
    const { commit, tags, lfs: _, submodules, ...rest } = input;
    const isRepo = from === "git_repo" || from === "git_module";
    const track = access.optionalText(config, "track");
    const exclude = access.textsOrEmpty(config, "exclude");
    const more = submodules === undefined || isRepo ? {} : { submodules };
    if (typeof commit === "string" && from === "git_repo" && track !== undefined && track !== "") {
      const asked = { ...rest, track, ...(exclude.length > 0 && { exclude: [...exclude] }) };
      const found = { commit, tags: annotated(Array.isArray(tags) ? tags : []) };
      if (this.#lock("git", { ...asked, ...PRESETS["gitRepo"]?.[1] }, found)) return { maker: "gitRepo", input: asked };
    }
    if (typeof commit === "string" && !isRepo && track !== undefined && track !== "") {
      const described = Array.isArray(tags);
      const asked = { ...rest, track, ...more, ...(described && { describe: true }) };
      if (this.#lock("git", { ...asked, lfs: "pointers" }, { commit, ...(described && { tags: annotated(tags) }) }))
        return { maker: "gitTag", input: asked };
    }
    const { describe: __, ...pinned } = rest;
    if (isRepo && commit === undefined) return { maker: "gitRepo", input: { ...pinned } };
    return {
      maker: "git",
      input: {
        ...pinned,
        lfs: "pointers",
        ...(isRepo ? { submodules: false } : more),
        ...(commit !== undefined && { commit }),
        ...(Array.isArray(tags) && { tags }),
      },
    };
  }

  /** Whether the entry is this source's: it is new, or the same. */
  #lock(kind: string, asked: JsonObject, ref: JsonObject): boolean {
    const { lock } = sourceData(this.#make(kind, asked));
    if (lock === undefined) return false;
    const key = JSON.stringify([kind, lock]);
    const known = this.#locked.get(key);
    if (known) return JSON.stringify(known.ref) === JSON.stringify(ref);
    this.#locked.set(key, { kind, inputs: lock as LockedRef["inputs"], ref });
    return true;
  }

  #mapped(plugin: MappedSource, { config, ref, node, directory }: ResolvedSource, aliases: ReadonlyMap<string, string>): ConvertedSource {
    const given = { config: plainMapping(config), ref: ref ?? null };
    const at = (directory ?? "").replace(/^\/+/, "");
    const fields = Object.entries(mappedInput(plugin, given)).map(([name, value]) => [
      name,
      typeof value === "string" ? this.#address(value, aliases) : value,
    ]);
    const input: JsonObject = { ...Object.fromEntries(fields), ...(at !== "" && { at }) };
    for (const path of pathsOf(plugin, given)) this.paths.add(posix.normalize(path).replace(/\/$/, ""));
    const mapped = describeMapped(plugin);
    return { key: JSON.stringify([mapped, input]), value: call(makerOf(plugin), literal(input)), mapped, node };
  }

  #unknown(
    {
      kind: {
        kind: { kind },
      },
      config,
      ref,
      node,
    }: ResolvedSource,
    directory: string,
    missing: string,
  ): ConvertedSource {
    const all = { ...plainMapping(config), ...(ref !== null && { ref }) };
    const more = { needs: missing, ...(directory !== "" && { at: directory }) };
    return {
      key: JSON.stringify([kind, all, directory]),
      value: call(forge("unknownSource"), string(kind), literal(all), literal(more)),
      missing,
      node,
    };
  }
}

/** Tags as the lock has them. */
function annotated(tags: readonly unknown[]): JsonObject[] {
  return tags.map((tag) => ({ annotated: true, ...(tag as JsonObject) }));
}

function describePreset(preset: string): string {
  return preset === "gitRepo"
    ? "A commit with a small `.git` in which `git describe` works; submodules are sources of their own."
    : "A commit; of what Git LFS keeps, the pointers.";
}
