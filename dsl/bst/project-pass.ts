// One pass over `project.conf`: options declared and fixed, conditions applied, and what elements start from.
//
// A project is read twice. The first pass honours local includes only, and serves junctions and links; the second sees all.

import { pathToFileURL } from "node:url";
import { assertComposed } from "./composite.ts";
import { applyConditions } from "./conditions.ts";
import { readMirrors, type SourceMirror } from "./mirrors.ts";
import { OptionPool } from "./options/option-pool.ts";
import type { Project } from "./project.ts";
import { strip } from "./text.ts";
import { Variables } from "./variables.ts";
import * as access from "./yaml/access.ts";
import { type BstNode, type Mapping, mapping, SYNTHETIC, scalar } from "./yaml/node.ts";

export interface ProjectPass {
  readonly options: OptionPool;
  /** Variables that every element starts from. */
  readonly variables: Mapping;
  /** Per-kind defaults that the project sets. */
  readonly elements: Mapping;
  readonly sources: Mapping;
  readonly aliases: ReadonlyMap<string, string>;
  readonly mirrors: readonly SourceMirror[];
  /** Everything else of `project.conf`, conditions applied. */
  readonly rest: Mapping;
}

/** Keys that decide what a project is, before its options are known. */
const UNCONDITIONAL = [
  "min-version",
  "name",
  "element-path",
  "junctions",
  "defaults",
  "fatal-warnings",
  "ref-storage",
  "options",
  "plugins",
];

export function runPass(project: Project, config: Mapping, ignoreUnknownOptions: boolean): ProjectPass {
  const options = fixOptions(project, config, ignoreUnknownOptions);
  const applied = applyConditions(config, options, project.format === 2 ? UNCONDITIONAL : []);
  const rest = without(applied, ["elements", "sources"]);
  assertComposed(rest);
  const variables = baseVariables(project, access.requiredMapping(rest, "variables"), options);
  const texts = urlVariables(project, variables);
  const mirrors = readMirrors(project, texts, access.sequenceOrEmpty(rest, "mirrors"));
  const aliases = new Map<string, string>();
  for (const [alias, url] of expandWith(texts, access.mappingOrEmpty(rest, "aliases")).entries)
    aliases.set(alias, strip(access.asScalar(url, alias).text));
  return {
    options,
    variables,
    elements: access.mappingOrEmpty(applied, "elements"),
    sources: access.mappingOrEmpty(applied, "sources"),
    aliases,
    mirrors,
    rest,
  };
}

function fixOptions(project: Project, config: Mapping, ignoreUnknown: boolean): OptionPool {
  const { session, junction, format } = project;
  const options = new OptionPool(access.mappingOrEmpty(config, "options"), {
    host: session.host,
    canonicalArchitectures: format === 2,
    elementFiles: () => project.elementFiles(),
  });
  if (junction) options.setFromNode(junction.options);
  else options.setFromCommandLine(session.options, ignoreUnknown);
  options.fix();
  return options;
}

/** What is set automatically keeps the place of what it replaces: that place is an error where elements are made. */
function baseVariables(project: Project, node: Mapping, options: OptionPool): Mapping {
  const entries = new Map(node.entries);
  const set = (name: string, value: string): void => {
    entries.set(name, scalar(value, entries.get(name) ?? SYNTHETIC));
  };
  set("project-name", project.name);
  set("max-jobs", String(project.session.maxJobs));
  for (const [name, value] of options.exports()) set(name, value);
  return mapping(entries, node);
}

/** Aliases and mirrors may also name directories of this machine. Format 1 expands nothing there. */
function urlVariables(project: Project, node: Mapping): Variables | undefined {
  if (project.format === 1) return undefined;
  const entries = new Map<string, BstNode>(node.entries);
  const top = project.session.toplevel?.directory ?? project.directory;
  entries.set("project-root", scalar(project.directory, SYNTHETIC));
  entries.set("toplevel-root", scalar(top, SYNTHETIC));
  entries.set("project-root-uri", scalar(pathToFileURL(project.directory).href, SYNTHETIC));
  entries.set("toplevel-root-uri", scalar(pathToFileURL(top).href, SYNTHETIC));
  return new Variables(mapping(entries, node));
}

/** Expands where there is anything to expand with. */
export function expandWith<Node extends BstNode>(variables: Variables | undefined, node: Node): Node {
  return variables ? variables.expand(node) : node;
}

function without(node: Mapping, keys: readonly string[]): Mapping {
  const entries = new Map(node.entries);
  for (const key of keys) entries.delete(key);
  return mapping(entries, node);
}
