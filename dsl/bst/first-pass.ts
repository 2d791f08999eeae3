// Opens what is needed while elements are still being loaded: what a link stands for, and the project behind a junction.

import { join } from "node:path";
import { checkDependencies } from "./check-kind.ts";
import { readDependencies } from "./dependencies.ts";
import type { ResolvedElement } from "./element.ts";
import { isBstError, loadError } from "./errors.ts";
import { FetchNeeded } from "./fetch-needed.ts";
import { confinedFiles, type ProjectFiles } from "./files.ts";
import { type Junction, readJunction } from "./junction.ts";
import type { LoadElement } from "./load-element.ts";
import type { Loader } from "./loader.ts";
import { Project } from "./project.ts";
import type { FetchedTree } from "./session.ts";
import { localPath } from "./sources.ts";
import { mountsOf, stagedFiles } from "./staged-files.ts";
import { strip } from "./text.ts";
import * as access from "./yaml/access.ts";
import type { BstNode, Scalar } from "./yaml/node.ts";

export type Resolve = (element: LoadElement) => ResolvedElement;

export function linkTarget(element: LoadElement, resolve: Resolve): Scalar {
  const resolved = resolve(element);
  checkDependencies(resolved, () => undefined);
  if (readDependencies(element.node, { merged: true }).length > 0)
    throw loadError("LINK_FORBIDDEN_DEPENDENCIES", "a link cannot depend on anything", { node: element.node });
  return access.requiredScalar(resolved.config, "target");
}

/** The loader of the project behind a junction. `from`: what wants it. */
export function openJunction(element: LoadElement, from: BstNode | undefined, resolve: Resolve): Loader {
  const { project } = element.loader;
  const resolved = resolve(element);
  const junction = readJunction(resolved.config, { name: element.name, fullName: element.fullName, project });
  checkDependencies(resolved, () => undefined);
  refuseDepth(element, from);
  const root = findRoot(resolved, from);
  const directory = projectIn(root, { path: junction.path, node: element.node });
  try {
    const opened = new Project(project.session, {
      directory,
      files: root.files,
      fetched: root.fetched ?? project.fetched,
      junction,
      parent: element.loader,
      requestedAt: from,
    });
    return opened.loader;
  } catch (error) {
    throw isBstError(error) && error.reason === "MISSING_PROJECT_CONF" ? noProject(junction, from) : error;
  }
}

/** Deeper than any real project, so a project that leads into itself without end. */
const MAX_DEPTH = 24;

function refuseDepth({ fullName, loader }: LoadElement, from: BstNode | undefined): void {
  let depth = 0;
  for (let above: Loader | undefined = loader; above !== undefined; above = above.parent) depth++;
  if (depth > MAX_DEPTH) throw loadError("CIRCULAR_REFERENCE", `junctions lead on without end: "${fullName}"`, { node: from });
}

function refuseUnlocked(load: LoadElement, from: BstNode | undefined): never {
  throw loadError("SUBPROJECT_INCONSISTENT", `the junction "${load.name}" has no ref`, {
    node: from,
    help: `run \`forge track ${load.name}\``,
  });
}

/** Where the project of a junction lies. */
interface Root {
  readonly directory: string;
  readonly files: ProjectFiles;
  /** Absent: in the files of the project that has the junction. */
  readonly fetched?: FetchedTree;
}

/** In place, laid together from places in this project, or wherever the sources were fetched to. */
function findRoot(junction: ResolvedElement, from: BstNode | undefined): Root {
  const { load, sources } = junction;
  const { project } = load.loader;
  const { files, session } = project;
  const [first] = sources;
  const paths = sources.map((source) => localPath(project, source));
  if (first && paths[0] !== undefined && sources.length === 1) return { directory: paths[0], files };
  if (sources.length > 0 && paths.every((path) => path !== undefined)) {
    const directory = join(project.directory, ".bst", "staged-junctions", load.name);
    const mounts = sources.flatMap(({ directory: below }, index) =>
      mountsOf(files, strip(paths[index] ?? ""), below ? join(directory, below) : directory),
    );
    return { directory, files: stagedFiles(files, directory, mounts) };
  }
  const found = session.resolveJunction(junction);
  if (typeof found === "object") {
    session.parsed.mount(found.directory, `${load.fullName}:`);
    return { directory: found.directory, files: confinedFiles(session.files, found.directory), fetched: found };
  }
  if (found !== "locked" && sources.some(({ kind, ref }) => kind.kind.hasRef && ref === null)) refuseUnlocked(load, from);
  throw new FetchNeeded(junction);
}

/** The project's directory in what the sources came to. */
function projectIn({ directory }: Root, { path, node }: { readonly path: string; readonly node: BstNode }): string {
  const found = join(directory, path);
  if (found === directory || found.startsWith(`${directory}/`)) return found;
  throw loadError("INVALID_JUNCTION", `the path "${path}" leads out of the junction's sources`, { node });
}

function noProject(junction: Junction, from: BstNode | undefined) {
  const where = junction.path === "" ? "" : ` at "${junction.path}"`;
  return loadError("INVALID_JUNCTION", `what the junction "${junction.name}" leads to has no project.conf${where}`, { node: from });
}
