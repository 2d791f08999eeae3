// The subprojects of a load as the graph has them, and which of them a path belongs to.

import { join, relative } from "node:path";
import type { FilesRoot, JunctionNode } from "../../../core/model/graph.ts";
import type { TreeDigest } from "../../../core/model/ids.ts";
import type { Loader } from "../loader.ts";
import type { Project } from "../project.ts";
import type { ProjectPass } from "../project-pass.ts";
import { strip } from "../text.ts";
import { placesIn } from "./places.ts";

/** A path as a source has it: from the project that was asked for, or from the root of a junction. */
export interface OwnedPath {
  readonly path: string;
  /** Position of the junction. */
  readonly junction: number | undefined;
}

export class Junctions {
  readonly #loaders: readonly Loader[];

  constructor(loaders: readonly Loader[]) {
    this.#loaders = loaders.filter(({ project }) => project.junction !== undefined);
  }

  get nodes(): readonly JunctionNode[] {
    return this.#loaders.map(({ project, requestedAt }): JunctionNode => {
      const { junction } = project;
      // An include behind another junction is asked for while a project's first pass is being read: it has no options yet.
      const pass: ProjectPass | undefined = project.isFullyLoaded ? project.config : project.firstPass;
      const options = pass?.options;
      return {
        name: junction?.fullName ?? "",
        project: project.name,
        root: rootOf(project),
        options: Object.fromEntries(
          [...(options?.declarations.values() ?? [])].map(({ name, initial }) => {
            const value = options?.values.get(name) ?? initial;
            return [name, typeof value === "object" ? [...value] : value];
          }),
        ),
        replaced: [...(junction?.overrides ?? [])].map(([path, target]) => [path, strip(target.text)] as const),
        aliases: [],
        place: placesIn([requestedAt]),
      };
    });
  }

  /** Undefined where it lies in no project that is there. */
  ownerOf(project: Project, path: string): OwnedPath | undefined {
    const full = project.files.real(join(project.directory, path));
    if (project.fetched === undefined) {
      const { toplevel } = project.session;
      if (!toplevel) throw new Error("internal: a project without one that was asked for");
      const found = below(toplevel.directory, full);
      return found === undefined ? undefined : { path: found, junction: undefined };
    }
    for (let loader: Loader | undefined = project.loader; loader?.project.fetched === project.fetched; loader = loader.parent) {
      const found = below(loader.project.directory, full);
      if (found !== undefined) return { path: found, junction: this.#loaders.indexOf(loader) };
    }
    return undefined;
  }
}

function rootOf({ fetched, directory, session }: Project): FilesRoot {
  if (fetched) return { type: "tree", tree: fetched.tree as TreeDigest, path: relative(fetched.directory, directory) || "." };
  return { type: "directory", path: relative(session.toplevel?.directory ?? directory, directory) || "." };
}

function below(directory: string, path: string): string | undefined {
  const found = relative(directory, path).replace(/\/$/, "");
  return found === "" || found === ".." || found.startsWith("../") ? undefined : found;
}
