// Refs that a project keeps apart from its elements: `project.refs` and `junction.refs`.

import { join } from "node:path";
import { assertComposed } from "./composite.ts";
import { applyConditions } from "./conditions.ts";
import { isBstError } from "./errors.ts";
import type { OptionPool } from "./options/option-pool.ts";
import type { ProjectRoot } from "./paths.ts";
import * as access from "./yaml/access.ts";
import { EMPTY, type Mapping } from "./yaml/node.ts";
import type { ParsedFiles } from "./yaml/parsed-files.ts";

/** Refs by project, element, and position of the source. */
export class ProjectRefs {
  readonly #projects: Mapping;

  private constructor(projects: Mapping) {
    this.#projects = projects;
  }

  /** The file's refs; none where there is no such file. */
  static read(
    root: ProjectRoot & { readonly parsed: ParsedFiles; readonly stripped: boolean },
    name: string,
    options: OptionPool,
  ): ProjectRefs {
    let file: Mapping;
    try {
      file = root.parsed.read(root.files.real(join(root.directory, name)), { stripped: root.stripped });
    } catch (error) {
      if (isBstError(error) && error.reason === "MISSING_FILE") return new ProjectRefs(EMPTY);
      throw error;
    }
    const applied = applyConditions(file, options);
    assertComposed(applied);
    access.validateKeys(applied, KEYS);
    return new ProjectRefs(access.mappingOrEmpty(applied, "projects"));
  }

  /** The mapping that holds a source's ref. */
  lookup(project: string, element: string, index: number): Mapping | undefined {
    const elements = this.#projects.entries.get(project);
    const sources = elements?.type === "mapping" ? elements.entries.get(element) : undefined;
    const found = sources?.type === "sequence" ? sources.items[index] : undefined;
    return found?.type === "mapping" ? found : undefined;
  }
}

const KEYS = new Set(["projects"]);
