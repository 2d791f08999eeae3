// Finds the code of a source kind: loads the module that the graph names and looks among its exports.
//
// forge's own kinds come with this program. Others are TypeScript of the project, or a package that the project has.

import { pathToFileURL } from "node:url";
import type { DriverTask } from "../../core/model/drivers.ts";
import { ForgeError } from "../../core/model/errors.ts";
import { type SourceDefinition, sourceDefinition } from "../define-source.ts";
import { type Exports, loadModule } from "./load-module.ts";

/** The definition of the kind. Throws FORGE2012 when the module cannot be loaded or does not export it. */
export async function loadDefinition(task: Pick<DriverTask, "driver" | "kind" | "project" | "entry">): Promise<SourceDefinition> {
  const { driver, kind } = task;
  const exported = await load(task);
  const named = sourceDefinition(exported[driver.export]);
  const found =
    named?.kind === kind
      ? named
      : Object.values(exported)
          .map(sourceDefinition)
          .find((definition) => definition?.kind === kind);
  if (found) return found;
  throw new ForgeError({
    code: "FORGE2012",
    message: `${driver.module} exports no source kind "${kind}"`,
    help: "export what defineSource gave from the module that calls it; a package exports it from its main module",
  });
}

async function load({ driver, project, entry }: Pick<DriverTask, "driver" | "project" | "entry">): Promise<Exports> {
  if (driver.module === "forge-build") return import(pathToFileURL(entry).href);
  return loadModule({ module: driver.module, project, entry });
}
