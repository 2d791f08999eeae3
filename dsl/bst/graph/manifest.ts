// `collect_manifest`: a JSON file that says of everything an element is built from where it comes from, and what it is called
// where vulnerabilities are listed.
//
// All of it is known before anything is built. Of another such element below, its list stands in the element's place.

import { posix } from "node:path";
import type { Json, JsonObject } from "../../../core/model/json.ts";
import type { ResolvedElement } from "../element.ts";
import type { LoadElement } from "../load-element.ts";
import * as access from "../yaml/access.ts";
import { plainMapping } from "../yaml/plain.ts";
import { buildScope } from "./layout.ts";
import { type Origin, originsOf } from "./origins.ts";
import { type SpdxInfo, spdxDocument } from "./spdx.ts";

/** What elements come to, by what they were loaded from. */
export type ResolvedElements = Pick<ReadonlyMap<LoadElement, ResolvedElement>, "get">;

export interface ManifestModule {
  readonly element: ResolvedElement;
  /** What is said of it beside its name and sources. */
  readonly cpe: JsonObject;
  readonly origins: readonly (Origin | null)[];
  /** Whether more than addresses is said of its sources. */
  readonly provenance: boolean;
}

export interface Manifest {
  /** Undefined: nothing is written. */
  readonly path: string | undefined;
  readonly text: string;
  /** Ends of "it needs …". */
  readonly needs: readonly string[];
}

export function manifestOf(element: ResolvedElement, resolved: ResolvedElements): Manifest {
  const { config } = element;
  const { modules, needs } = modulesOf(element, resolved, new Map());
  const isSpdx = access.optionalText(config, "output-type") === "spdx";
  const document = isSpdx ? spdxDocument(modules, spdxInfo(element)) : { "//NOTE": NOTE, modules: modules.map(moduleData) };
  return { path: access.optionalText(config, "path"), text: asciiJson(document), needs };
}

const NOTE = "This is a generated manifest from buildstream files and not usable by flatpak-builder";

interface Modules {
  readonly modules: readonly ManifestModule[];
  readonly needs: readonly string[];
}

function modulesOf(element: ResolvedElement, resolved: ResolvedElements, known: Map<LoadElement, Modules>): Modules {
  const found = known.get(element.load);
  if (found) return found;
  const provenance = access.booleanOr(element.config, "use-source-provenance", true);
  const modules: ManifestModule[] = [];
  const needs: string[] = [];
  for (const load of buildScope(element.load)) {
    const dependency = resolved.get(load);
    if (!dependency) continue;
    if (dependency.kind.kind.kind === "collect_manifest") {
      const inner = modulesOf(dependency, resolved, known);
      modules.push(...inner.modules);
      needs.push(...inner.needs);
      continue;
    }
    const origins = originsOf(dependency, provenance);
    const cpe = cpeOf(dependency, origins);
    if (typeof cpe === "string") needs.push(cpe);
    else modules.push({ element: dependency, cpe, origins, provenance });
  }
  const made = { modules, needs };
  known.set(element.load, made);
  return made;
}

function moduleData({ element, cpe, origins }: ManifestModule): JsonObject {
  return { name: element.load.name, "x-cpe": cpe, sources: origins.map((origin) => (origin === null ? null : origin.data)) };
}

/** Product and version, guessed where nobody says them; or what is missing. */
function cpeOf({ load, public: data }: ResolvedElement, origins: readonly (Origin | null)[]): JsonObject | string {
  const { "version-match": match, ...said } = plainMapping(access.mappingOrEmpty(data, "cpe"));
  const cpe: { [name: string]: Json } = { ...said };
  cpe["product"] ??= posix.basename(load.name, posix.extname(load.name));
  if ("version" in cpe || origins.length === 0) return cpe;
  const version = guessVersion(origins, typeof match === "string" ? match : undefined);
  if (version !== undefined) cpe["version"] = version;
  else if (typeof match === "string") return `a version of "${load.name}" that its \`version-match\` matches`;
  return cpe;
}

function guessVersion(origins: readonly (Origin | null)[], match: string | undefined): string | undefined {
  const pattern = compiled(match ?? "\\d+\\.\\d+(?:\\.\\d+)?");
  if (!pattern) return undefined;
  for (const origin of origins) {
    const found = origin?.versionText === undefined ? null : pattern.exec(origin.versionText);
    if (found) return found.length > 1 ? found.slice(1).join(".") : found[0];
  }
  return undefined;
}

/** A pattern of Python's that is none here matches nothing. */
function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern.replaceAll("(?P<", "(?<"), "u");
  } catch {
    return undefined;
  }
}

function spdxInfo({ config }: ResolvedElement): SpdxInfo {
  const info = access.mappingOrEmpty(config, "spdx-info");
  return {
    name: access.optionalText(info, "name"),
    creators: access.has(info, "creators") ? access.textsOrEmpty(info, "creators") : undefined,
    created: access.optionalInteger(info, "created"),
    dataLicense: access.optionalText(info, "data-license"),
    namespace: access.optionalText(info, "doc-namespace"),
  };
}

/** JSON of two blanks, with nothing in it that is not ASCII. */
function asciiJson(value: Json): string {
  return JSON.stringify(value, undefined, 2).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
