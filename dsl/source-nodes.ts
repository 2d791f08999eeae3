// The sources of a graph: each distinct one once, whoever uses it.

import { relative } from "node:path";
import type { DriverReference, PreviousSources, SourceNode } from "../core/model/graph.ts";
import type { SourceId } from "../core/model/ids.ts";
import { isProjectFile, packageOf, placesOf } from "./call-site.ts";
import { projectRoot } from "./context.ts";
import { type Instance, instanceOf, instances, writerOf } from "./instances.ts";
import type { Source } from "./source.ts";
import { type SourceData, sourceData } from "./source-data.ts";

export interface SourceList {
  /** Grows as sources are asked for. */
  readonly nodes: readonly SourceNode[];
  /** `previous` is what it works on, where it works on something. */
  idOf(source: Source, previous?: PreviousSources): SourceId;
}

/** An empty list. `junctionOf`: the position in the graph of a project that was made beside the one that is evaluated. */
export function createSourceList(junctionOf: (instance: number) => number): SourceList {
  const nodes: SourceNode[] = [];
  const byContent = new Map<string, SourceId>();
  const byValue = new Map<Source, SourceId>();
  return { nodes, idOf };

  function idOf(source: Source, previous?: PreviousSources): SourceId {
    if (previous) return add(sourceData(source), previous);
    let id = byValue.get(source);
    if (id === undefined) {
      id = add(sourceData(source));
      byValue.set(source, id);
    }
    return id;
  }

  function add(data: SourceData, previous?: PreviousSources): SourceId {
    const writer = instanceOf(writerOf(data.site));
    const { driver, isOfWriter } = driverOf(data, writer);
    const junction = writer && (isOfWriter || data.paths.length > 0) ? junctionOf(writer.id) : undefined;
    const content = JSON.stringify([data.kind, data.version, driver.module, data.config, previous, junction]);
    const known = byContent.get(content);
    if (known !== undefined) return known;
    const id = nodes.length;
    nodes.push({
      kind: data.kind,
      version: data.version,
      driver,
      config: data.config,
      ...(data.lock !== undefined && { lock: data.lock }),
      key: data.key,
      paths: data.paths,
      ...(junction !== undefined && { junction }),
      ...(previous && { previous }),
      place: placesOf(data.site),
    });
    byContent.set(content, id);
    return id;
  }
}

/** And whether the kind's code is of the project that wrote the source. */
function driverOf(
  { module, kind, operations }: SourceData,
  writer: Instance | undefined,
): { readonly driver: DriverReference; readonly isOfWriter: boolean } {
  const isOfWriter = writer !== undefined && module !== undefined && isFileOf(writer, module);
  const name = isOfWriter ? `./${relative(writer.directory, module)}` : moduleName(module);
  return { driver: { module: name, export: kind, operations }, isOfWriter };
}

/** How the driver's child imports a module: by name, or by its path from the project. */
function moduleName(file: string | undefined): string {
  if (file === undefined) return "forge-build";
  if (isProjectFile(file) || instances().all.some((instance) => isFileOf(instance, file))) return `./${relative(projectRoot(), file)}`;
  const owner = packageOf(file);
  if (owner === undefined) throw new Error(`internal: ${file} belongs to no package`);
  return owner.name;
}

function isFileOf({ directory }: Instance, file: string): boolean {
  return file.startsWith(`${directory}/`) && !file.slice(directory.length).includes("/node_modules/");
}
