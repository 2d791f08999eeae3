// Aliases of URLs: which prefix a name stands for, in the project or, where a junction maps it, in its parent.

import { pluginError } from "./errors.ts";
import { parentAlias } from "./junction.ts";
import type { Project } from "./project.ts";
import type { BstNode } from "./yaml/node.ts";

const SCHEMES = new Set(["http", "https", "ftp", "file", "git", "sftp", "ssh"]);

export interface AliasScope {
  readonly project: Project;
  readonly firstPass: boolean;
  /** What uses the URL. */
  readonly node: BstNode;
}

/** The alias a URL begins with; undefined for a URL that says where it leads itself. */
export function aliasOf(url: string): string | undefined {
  const colon = url.indexOf(":");
  if (colon < 0) return undefined;
  const name = url.slice(0, colon);
  return SCHEMES.has(name.toLowerCase()) || name === "" ? undefined : name;
}

/** Refuses an alias that nobody declares, and a URL without one where the project forbids that. */
export function checkUrl(url: string, scope: AliasScope): void {
  const alias = aliasOf(url);
  if (alias === undefined) {
    if (scope.project.isFatal("unaliased-url"))
      throw pluginError("PLUGIN", "unaliased-url", `the URL "${url}" has no alias, which this project forbids`, { node: scope.node });
    return;
  }
  if (!aliasExists(alias, scope)) {
    throw pluginError("SOURCE", "invalid-source-alias", `there is no alias "${alias}", which the URL "${url}" begins with`, {
      node: scope.node,
    });
  }
}

/** What a URL is with its alias replaced. */
export function translateUrl(url: string, project: Project, firstPass: boolean): string {
  const colon = url.indexOf(":");
  if (colon < 0) return url;
  const alias = url.slice(0, colon);
  const prefix = passOf(project, firstPass).aliases.get(alias);
  if (prefix === undefined) return url;
  const mapped = project.junction && parentAlias(project.junction, alias);
  if (mapped !== undefined && project.junction)
    return translateUrl(`${mapped}:${url.slice(colon + 1)}`, project.junction.project, firstPass);
  return prefix + url.slice(colon + 1);
}

function aliasExists(alias: string, { project, firstPass, node }: AliasScope): boolean {
  if (project.junction) {
    const parent = project.junction.project;
    const mapped = parentAlias(project.junction, alias);
    if (mapped !== undefined) {
      if (aliasExists(mapped, { project: parent, firstPass, node })) return true;
      throw pluginError(
        "SOURCE",
        "invalid-source-alias",
        `the alias "${alias}" is mapped to "${mapped}", which the parent project does not have`,
        { node },
      );
    }
    if (parent.head.disallowsSubprojectUris) {
      throw pluginError("SOURCE", "missing-alias-mapping", `the parent project does not map the alias "${alias}", and allows no other`, {
        node,
      });
    }
  }
  return passOf(project, firstPass).aliases.has(alias);
}

function passOf(project: Project, firstPass: boolean) {
  return firstPass ? project.firstPass : project.config;
}
