// What `plugins` of `project.conf` declares: where each kind that is not the format's own comes from.
//
// Plugins are Python, and are never run. A kind of a known package has its defaults here; of any other plugin, the YAML
// beside its code is read where it lies in a project, and the kind stays a named unknown: it loads and shows.

import { join } from "node:path";
import { type BstError, invalidData, isBstError, pluginError } from "./errors.ts";
import { FetchNeeded } from "./fetch-needed.ts";
import type { Kind, KindTable } from "./kinds/kind.ts";
import { otherKind } from "./kinds/kind.ts";
import { coreKinds, kindByName, packageKinds, packageOfRequirement, recognizePackage } from "./kinds/registry.ts";
import { coreSourceKinds, packageSourceKinds, type SourceKind, sourceKindByName, unknownSourceKind } from "./kinds/source-kinds.ts";
import { projectPath } from "./paths.ts";
import type { Project } from "./project.ts";
import { strip } from "./text.ts";
import * as access from "./yaml/access.ts";
import type { BstNode, Mapping, Sequence } from "./yaml/node.ts";

/** A kind as a project has it. */
export interface Located<K> {
  readonly kind: K;
  /**
   * known: of BuildStream or a known package. assumed: of a package or project that is not known, but of a known name, and
   * taken for that. unknown: no more than the name, and defaults where they lie in the project.
   */
  readonly trust: "known" | "assumed" | "unknown";
  /** Where it comes from, for messages: "BuildStream 2", "buildstream-plugins", "the junction x.bst". */
  readonly origin: string;
}

type PluginOrigin = { readonly node: Mapping } & (
  | { readonly type: "core" }
  | { readonly type: "local"; readonly path: string }
  | { readonly type: "pip"; readonly requirement: string }
  | { readonly type: "junction"; readonly junction: string }
);

export class PluginTable {
  readonly #project: Project;
  readonly #elements = new Map<string, PluginOrigin>();
  readonly #sources = new Map<string, PluginOrigin>();
  readonly mirrors = new Map<string, PluginOrigin>();
  readonly #located = new Map<string, Located<Kind>>();
  readonly #locatedSources = new Map<string, Located<SourceKind>>();

  constructor(project: Project, node: Sequence) {
    this.#project = project;
    for (const item of node.items) {
      const originNode = access.asMapping(item, "plugins");
      const origin = readOrigin(project, originNode);
      const read = project.format === 1 ? kindsOf1 : kindsOf2;
      for (const kind of read(originNode, "elements")) register(this.#elements, kind, origin, "element");
      for (const kind of read(originNode, "sources")) register(this.#sources, kind, origin, "source");
      if (project.format === 2) for (const kind of kindsOf2(originNode, "source-mirrors")) register(this.mirrors, kind, origin, "mirror");
    }
  }

  /** An element kind; `node` is what uses it. Throws plugin-not-found for a kind that nobody declares. */
  element(kind: string, node: BstNode): Located<Kind> {
    const known = this.#located.get(kind);
    if (known) return known;
    const located = this.#locate(kind, this.#elements.get(kind), { node, core: coreKinds(this.#project.format), group: "element" });
    this.#located.set(kind, located);
    return located;
  }

  /** A source kind. */
  source(kind: string, node: BstNode): Located<SourceKind> {
    const known = this.#locatedSources.get(kind);
    if (known) return known;
    const located = this.#locateSource(kind, node);
    this.#locatedSources.set(kind, located);
    return located;
  }

  #locateSource(kind: string, node: BstNode): Located<SourceKind> {
    const origin = this.#sources.get(kind);
    const core = coreSourceKinds(this.#project.format).get(kind);
    if (!origin || origin.type === "core") {
      if (core) return { kind: core, trust: "known", origin: builtin(this.#project) };
      throw notFound("source", kind, node);
    }
    const found = this.#packageOf(origin, kind, "source");
    const known = found.package && packageSourceKinds(found.package.name).get(kind);
    if (known) return { kind: known, trust: "known", origin: found.origin };
    const assumed = sourceKindByName(kind);
    return { kind: assumed ?? unknownSourceKind(kind), trust: assumed ? "assumed" : "unknown", origin: found.origin };
  }

  #locate(
    kind: string,
    origin: PluginOrigin | undefined,
    { node, core, group }: { readonly node: BstNode; readonly core: KindTable; readonly group: "element" },
  ): Located<Kind> {
    if (!origin || origin.type === "core") {
      const found = core.get(kind);
      if (found) return { kind: found, trust: "known", origin: builtin(this.#project) };
      throw notFound(group, kind, node);
    }
    if (origin.type === "junction") {
      const table = this.#tableOf(origin);
      if (table) return this.#through(table, kind, origin);
    }
    const found = this.#packageOf(origin, kind, group);
    const known = found.package && packageKinds(found.package).get(kind);
    const assumed = known ?? kindByName(kind, this.#project.format);
    const base = assumed ?? otherKind(kind, "opaque");
    const defaults = origin.type === "local" ? this.#localDefaults(origin.path, kind) : undefined;
    return {
      kind: defaults ? { ...base, defaults } : base,
      trust: known ? "known" : assumed ? "assumed" : "unknown",
      origin: found.origin,
    };
  }

  #through(table: PluginTable, kind: string, origin: PluginOrigin & { readonly type: "junction" }): Located<Kind> {
    const inner = table.#elements.get(kind);
    if (!inner) throw notInJunction("element", kind, origin, table.#project);
    return table.element(kind, origin.node);
  }

  /** The plugins of the project behind a junction; undefined where that project is not here, and only its name is known. */
  #tableOf(origin: PluginOrigin & { readonly type: "junction" }): PluginTable | undefined {
    try {
      return this.#project.loader.child(origin.junction, origin.node).project.plugins;
    } catch (error) {
      if (error instanceof FetchNeeded) return undefined;
      throw error;
    }
  }

  #packageOf(
    origin: PluginOrigin,
    kind: string,
    group: "element" | "source",
  ): { readonly package?: ReturnType<typeof recognizePackage>; readonly origin: string } {
    switch (origin.type) {
      case "core":
        return { origin: builtin(this.#project) };
      case "pip":
        return { package: packageOfRequirement(origin.requirement), origin: `the Python package ${origin.requirement}` };
      case "local":
        // The project may be a known package itself, laid open.
        return {
          package: recognizePackage([this.#project.name]),
          origin: `${this.#project.session.parsed.show(join(this.#project.directory, origin.path))}`,
        };
      case "junction":
        return this.#junctionPackage(origin, kind, group);
    }
  }

  #junctionPackage(origin: PluginOrigin & { readonly type: "junction" }, kind: string, group: "element" | "source") {
    const where = `the junction ${origin.junction}`;
    try {
      const { plugins } = this.#project.loader.child(origin.junction, origin.node).project;
      const inner = group === "source" ? plugins.#sources.get(kind) : plugins.#elements.get(kind);
      if (!inner) throw notInJunction(group, kind, origin, plugins.#project);
      return plugins.#packageOf(inner, kind, group);
    } catch (error) {
      if (!(error instanceof FetchNeeded)) throw error;
      const found = recognizePackage(error.sourceTexts);
      if (!found) this.#project.session.wanted.push(error);
      return { package: found, origin: where };
    }
  }

  #localDefaults(path: string, kind: string): Mapping | undefined {
    const { session, files, directory, format } = this.#project;
    try {
      return session.parsed.read(files.real(join(directory, path, `${kind}.yaml`)), { stripped: format === 2 });
    } catch (error) {
      if (isBstError(error) && error.reason === "MISSING_FILE") return undefined;
      throw error;
    }
  }
}

const COMMON_KEYS = ["origin", "sources", "elements", "source-mirrors", "allow-deprecated"];
const KEYS = {
  local: new Set([...COMMON_KEYS, "path"]),
  pip: new Set([...COMMON_KEYS, "package-name"]),
  junction: new Set([...COMMON_KEYS, "junction"]),
} as const;
const KEYS_1 = new Set(["origin", "sources", "elements", "package-name", "path"]);

function readOrigin(project: Project, node: Mapping): PluginOrigin {
  if (project.format === 1) access.validateKeys(node, KEYS_1);
  const types = project.format === 1 ? (["core", "local", "pip"] as const) : (["local", "pip", "junction"] as const);
  const type = access.requiredWord<"core" | "local" | "pip" | "junction">(node, "origin", types);
  if (type !== "core" && project.format === 2) access.validateKeys(node, KEYS[type]);
  switch (type) {
    case "core":
      return { node, type };
    case "local":
      return { node, type, path: projectPath(project, access.requiredScalar(node, "path"), "directory") };
    case "pip":
      return { node, type, requirement: access.requiredText(node, "package-name") };
    case "junction":
      return { node, type, junction: access.requiredText(node, "junction") };
  }
}

const KIND_KEYS = new Set(["kind", "allow-deprecated"]);

/** Format 2: a list of kinds, or of mappings with one. */
function kindsOf2(node: Mapping, group: string): readonly string[] {
  access.booleanOr(node, "allow-deprecated", false);
  const kinds = access.sequenceOrEmpty(node, group).items.map((item) => {
    if (item.type === "scalar") return strip(item.text);
    if (item.type !== "mapping") throw invalidData(item, "a plugin must be named by its kind, or by a mapping with it");
    access.validateKeys(item, KIND_KEYS);
    access.booleanOr(item, "allow-deprecated", false);
    return access.requiredText(item, "kind");
  });
  return [...new Set(kinds)];
}

/** Format 1: a mapping of kinds to the version that is wanted of each. */
function kindsOf1(node: Mapping, group: string): readonly string[] {
  const kinds = access.mappingOrEmpty(node, group);
  for (const kind of kinds.entries.keys()) access.optionalInteger(kinds, kind);
  return [...kinds.entries.keys()];
}

function register(table: Map<string, PluginOrigin>, kind: string, origin: PluginOrigin, what: string): void {
  if (table.has(kind))
    throw pluginError("PLUGIN", "duplicate-plugin", `two plugins are declared for the ${what} kind "${kind}"`, { node: origin.node });
  table.set(kind, origin);
}

function notFound(what: string, kind: string, node: BstNode): BstError {
  return pluginError("PLUGIN", "plugin-not-found", `no plugin is declared for the ${what} kind "${kind}"`, {
    node,
    help: "declare it under `plugins` in project.conf",
  });
}

function notInJunction(what: string, kind: string, origin: PluginOrigin & { readonly type: "junction" }, project: Project): BstError {
  return pluginError(
    "PLUGIN",
    "junction-plugin-not-found",
    `the project "${project.name}" of ${origin.junction} declares no ${what} plugin "${kind}"`,
    { node: origin.node },
  );
}

function builtin(project: Project): string {
  return `BuildStream ${project.format}`;
}
