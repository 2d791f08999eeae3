// Resolves the sources of an element: configuration laid over the project's defaults for the kind, expanded and checked,
// and the ref, from the element or from the file the project keeps refs in.

import { join } from "node:path";
import type { Json } from "../../core/model/json.ts";
import { checkUrl } from "./aliases.ts";
import { assertComposed, compose } from "./composite.ts";
import { invalidData, isBstError, loadError, pluginError } from "./errors.ts";
import type { SourceKind } from "./kinds/source-kinds.ts";
import type { LoadElement } from "./load-element.ts";
import { projectPath } from "./paths.ts";
import type { Located } from "./plugin-table.ts";
import type { Project } from "./project.ts";
import type { Variables } from "./variables.ts";
import * as access from "./yaml/access.ts";
import { type BstNode, EMPTY, type Mapping, mapping } from "./yaml/node.ts";

export interface ResolvedSource {
  readonly kind: Located<SourceKind>;
  /** Where it is staged, below the element's sources; undefined: right there. */
  readonly directory: string | undefined;
  /** Everything else that is written, expanded. */
  readonly config: Mapping;
  /** Null: there is none, or none yet. */
  readonly ref: Json;
  readonly provenance: Mapping | undefined;
  /** The mapping in the element. */
  readonly node: Mapping;
}

export function resolveSources(element: LoadElement, variables: Variables): readonly ResolvedSource[] {
  return access
    .mappings(access.sequenceOrEmpty(element.node, "sources"))
    .map((node, index) => resolveSource(element, node, { index, variables }));
}

interface SourceContext {
  readonly index: number;
  readonly variables: Variables;
}

function resolveSource(element: LoadElement, node: Mapping, { index, variables }: SourceContext): ResolvedSource {
  const { project } = element.loader;
  const { firstPass } = element;
  const kindName = access.requiredText(node, "kind");
  if (kindName === "workspace") throw invalidData(access.required(node, "kind"), "the source kind workspace cannot be used in a project");
  const directory = access.optionalText(node, "directory");
  const provenance = project.format === 2 ? checkProvenance(project, access.optionalMapping(node, "provenance")) : undefined;
  const written = without(node, ["kind", ...(directory ? ["directory"] : []), ...(provenance ? ["provenance"] : [])]);
  const kind = project.plugins.source(kindName, written);
  const overrides = access.optionalMapping((firstPass ? project.firstPass : project.config).sources, kindName);
  const composed = compose(overrides ? access.mappingOrEmpty(overrides, "config") : EMPTY, written);
  assertComposed(composed);
  const config = project.format === 2 ? variables.expand(composed) : composed;
  checkConfig(kind.kind, config, { project, firstPass, node: written });
  return { kind, directory: directory || undefined, config, ref: refOf(element, kind.kind, config, index), provenance, node: written };
}

interface CheckContext {
  readonly project: Project;
  readonly firstPass: boolean;
  readonly node: BstNode;
}

function checkConfig(kind: SourceKind, config: Mapping, { project, firstPass, node }: CheckContext): void {
  for (const key of kind.required ?? []) access.requiredText(config, key);
  if (kind.path) projectPath(project, access.requiredScalar(config, "path"), kind.path === "directory" ? "directory" : undefined);
  const url = kind.url === undefined ? undefined : access.optionalText(config, kind.url);
  if (url !== undefined && project.format === 2) checkUrl(url, { project, firstPass, node });
  if (kind.kind === "remote") checkFileName(config, node);
  if (kind.keys) access.validateKeys(config, kind.keys);
}

function checkFileName(config: Mapping, node: BstNode): void {
  access.booleanOr(config, "executable", false);
  if (access.optionalText(config, "filename")?.includes("/")) {
    throw pluginError("SOURCE", "filename-contains-directory", `the "filename" of a remote source cannot contain directories`, { node });
  }
}

/** Attributes that the project declares, all of them texts. */
function checkProvenance(project: Project, node: Mapping | undefined): Mapping | undefined {
  if (!node) return undefined;
  if (project.isFullyLoaded) {
    try {
      access.validateKeys(node, project.complete.provenanceAttributes);
    } catch (error) {
      if (!isBstError(error)) throw error;
      throw loadError("UNDEFINED_SOURCE_PROVENANCE_ATTRIBUTE", error.message, { node: [...node.entries.values()][0] });
    }
  }
  for (const [key, value] of node.entries) access.asScalar(value, key);
  return node;
}

/** The toplevel project's file of refs counts for all; then the project's own, which makes refs in elements void. */
function refOf(element: LoadElement, kind: SourceKind, config: Mapping, index: number): Json {
  const { project } = element.loader;
  const { toplevel } = project.session;
  const refsOf = (owner: Project) =>
    element.kind === "junction" ? owner.junctionRefs : owner.isFullyLoaded ? owner.complete.refs : undefined;
  if (!kind.hasRef) return kind.ref(config);
  if (toplevel && toplevel !== project && toplevel.head.refStorage === "project.refs") {
    const found = refsOf(toplevel)?.lookup(project.name, element.name, index);
    if (found) return kind.ref(found);
  }
  if (project.head.refStorage === "inline") return kind.ref(config);
  const found = refsOf(project)?.lookup(project.name, element.name, index);
  return found ? kind.ref(found) : null;
}

function without(node: Mapping, keys: readonly string[]): Mapping {
  const entries = new Map(node.entries);
  for (const key of keys) entries.delete(key);
  return mapping(entries, node);
}

/** Absolute path of a local source. */
export function localPath(project: Project, source: ResolvedSource): string | undefined {
  return source.kind.kind.kind === "local" ? join(project.directory, access.requiredText(source.config, "path")) : undefined;
}
