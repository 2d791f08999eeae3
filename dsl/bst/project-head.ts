// What `project.conf` says of the project itself, before anything is included or any condition applied: its format and
// name, where its elements lie, and how it takes its subprojects.

import { join } from "node:path";
import { FORMAT_1_DEFAULTS, FORMAT_2_DEFAULTS } from "./builtin/project-defaults.ts";
import { compose } from "./composite.ts";
import { invalidData, isBstError, loadError } from "./errors.ts";
import type { Junction } from "./junction.ts";
import { type ProjectRoot, projectPath } from "./paths.ts";
import type { Session } from "./session.ts";
import { isSymbol, strip } from "./text.ts";
import * as access from "./yaml/access.ts";
import type { BstNode, Mapping, Scalar } from "./yaml/node.ts";

/** 1: `format-version` of BuildStream 1. 2: `min-version` of BuildStream 2. */
export type Format = 1 | 2;

export interface ProjectHead {
  readonly format: Format;
  readonly name: string;
  /** Relative to the project. */
  readonly elementPath: string;
  readonly refStorage: "inline" | "project.refs";
  readonly defaultTargets: readonly string[];
  readonly fatalWarnings: readonly string[];
  readonly duplicateJunctions: ReadonlyMap<string, readonly Scalar[]>;
  readonly internalJunctions: readonly Scalar[];
  /** Whether every alias of this project, and of those below it, must be mapped by the parent. */
  readonly disallowsSubprojectUris: boolean;
  /** What lies below `project.conf`. */
  readonly defaults: Mapping;
}

/** The newest minor version of format 2 that is known. */
const NEWEST_MINOR = 8;
const NEWEST_FORMAT_1 = 18;

interface HeadSource extends ProjectRoot {
  readonly junction?: Junction;
}

/** `project.conf` as it stands, and what it says of the project. Throws MISSING_PROJECT_CONF and others. */
export function readHead(session: Session, source: HeadSource): { readonly conf: Mapping; readonly head: ProjectHead } {
  const file = readConf(session, source, true);
  const format: Format = !access.has(file, "min-version") && access.has(file, "format-version") ? 1 : 2;
  const conf = format === 1 ? readConf(session, source, false) : file;
  const defaults = format === 1 ? FORMAT_1_DEFAULTS : FORMAT_2_DEFAULTS;
  const config = compose(defaults, conf);
  if (format === 1) checkFormatVersion(config);
  else checkMinVersion(config);
  if (format === 2) checkKeys(config, format, { final: false });
  const name = readName(conf);
  const elementPath = projectPath(source, access.requiredScalar(config, "element-path"), "directory");
  const targets = access.mappingOrEmpty(config, "defaults");
  access.validateKeys(targets, DEFAULTS_KEYS);
  const junctions = access.mappingOrEmpty(config, "junctions");
  access.validateKeys(junctions, JUNCTIONS_KEYS);
  const inherited = source.junction?.project.head.disallowsSubprojectUris ?? false;
  const fatalWarnings = format === 2 ? access.textsOrEmpty(config, "fatal-warnings") : [];
  return {
    conf,
    head: {
      format,
      name,
      elementPath,
      refStorage: readRefStorage(config),
      defaultTargets: access.textsOrEmpty(targets, "targets"),
      // No URL of a subproject may escape the parent's aliases then.
      fatalWarnings: inherited ? [...fatalWarnings, "unaliased-url"] : fatalWarnings,
      duplicateJunctions: new Map(
        [...access.mappingOrEmpty(junctions, "duplicates").entries].map(([project, list]) => [project, scalars(list, project)]),
      ),
      internalJunctions: access.has(junctions, "internal") ? scalars(access.required(junctions, "internal"), "internal") : [],
      disallowsSubprojectUris: inherited || access.booleanOr(junctions, "disallow-subproject-uris", false),
      defaults,
    },
  };
}

const DEFAULTS_KEYS = new Set(["targets"]);
const JUNCTIONS_KEYS = new Set(["duplicates", "internal", "disallow-subproject-uris"]);

const KEYS_1 = new Set([
  "format-version",
  "element-path",
  "variables",
  "environment",
  "environment-nocache",
  "split-rules",
  "elements",
  "sources",
  "plugins",
  "aliases",
  "name",
  "artifacts",
  "options",
  "fail-on-overlap",
  "shell",
  "fatal-warnings",
  "ref-storage",
  "sandbox",
  "mirrors",
]);

const KEYS_2 = new Set([
  ...[...KEYS_1].filter((key) => key !== "format-version"),
  "min-version",
  "defaults",
  "source-caches",
  "junctions",
  "source-provenance-attributes",
  "(@)",
  "(?)",
]);

/** Keys that only the file itself may set, not what it includes. */
const LITERAL_KEYS = ["name", "element-path", "min-version", "plugins"];

/** Refuses keys that `project.conf` cannot have; in the end also those that came by an include and must not. */
export function checkKeys(node: Mapping, format: Format, { final }: { readonly final: boolean }): void {
  access.validateKeys(node, format === 1 ? KEYS_1 : KEYS_2);
  if (!final || format === 1) return;
  for (const key of LITERAL_KEYS) {
    const value = access.entry(node, key);
    if (value && value.file.role === "other") throw invalidData(value, `"${key}" must stand in project.conf itself`);
  }
}

function readConf(session: Session, { directory, files }: HeadSource, stripped: boolean): Mapping {
  try {
    return session.parsed.read(files.real(join(directory, "project.conf")), { stripped, role: "project.conf" });
  } catch (error) {
    if (!isBstError(error) || error.reason !== "MISSING_FILE") throw error;
    throw loadError("MISSING_PROJECT_CONF", `there is no project.conf in ${session.parsed.show(directory)}`);
  }
}

function readName(conf: Mapping): string {
  const node = access.requiredScalar(conf, "name");
  const name = strip(node.text);
  if (isSymbol(name, true)) return name;
  throw loadError("INVALID_SYMBOL_NAME", `"${name}" is no name for a project`, {
    node,
    help: "names have letters, digits, dashes and underscores, and do not begin with a digit",
  });
}

function readRefStorage(config: Mapping): "inline" | "project.refs" {
  const node = access.requiredScalar(config, "ref-storage");
  const value = strip(node.text);
  if (value !== "inline" && value !== "project.refs") throw invalidData(node, `"ref-storage" is inline or project.refs, not "${value}"`);
  return value;
}

function checkMinVersion(config: Mapping): void {
  const node = access.optionalScalar(config, "min-version");
  if (!node)
    throw invalidData(config, `the key "min-version" is missing`, { help: "BuildStream 1 projects have `format-version` instead" });
  const match = /^\s*([+-]?\d+)\s*\.\s*([+-]?\d+)\s*(\..*)?$/.exec(node.text);
  if (!match) throw invalidData(node, `"min-version" must be MAJOR.MINOR, not "${node.text}"`);
  if (Number(match[1]) !== 2 || Number(match[2]) > NEWEST_MINOR) {
    throw loadError("UNSUPPORTED_PROJECT", `the project wants BuildStream ${node.text}; known is 2.0 to 2.${NEWEST_MINOR}`, { node });
  }
}

function checkFormatVersion(config: Mapping): void {
  const version = access.optionalInteger(config, "format-version") ?? 0;
  if (version <= NEWEST_FORMAT_1) return;
  throw loadError("UNSUPPORTED_PROJECT", `the project has format version ${version}; known is 0 to ${NEWEST_FORMAT_1}`, {
    node: access.required(config, "format-version"),
  });
}

function scalars(node: BstNode, key: string): readonly Scalar[] {
  return access.asSequence(node, key).items.map((item) => access.asScalar(item, key));
}
