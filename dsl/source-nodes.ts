// The sources of a graph: each distinct one once, whoever uses it.

import { relative } from "node:path";
import type { DriverReference, PreviousSources, SourceNode } from "../core/model/graph.ts";
import type { SourceId } from "../core/model/ids.ts";
import { isProjectFile, packageOf, placesOf } from "./call-site.ts";
import { projectRoot } from "./context.ts";
import type { Source } from "./source.ts";
import { type SourceData, sourceData } from "./source-data.ts";

export interface SourceList {
  /** Grows as sources are asked for. */
  readonly nodes: readonly SourceNode[];
  /** `previous` is what it works on, where it works on something. */
  idOf(source: Source, previous?: PreviousSources): SourceId;
}

/** An empty list. */
export function createSourceList(): SourceList {
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
    const driver = driverOf(data);
    const content = JSON.stringify([data.kind, data.version, driver.module, data.config, previous]);
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
      ...(previous && { previous }),
      place: placesOf(data.site),
    });
    byContent.set(content, id);
    return id;
  }
}

function driverOf({ module, kind, operations }: SourceData): DriverReference {
  return { module: moduleName(module), export: kind, operations };
}

/** How the driver's child imports a module: by name, or by its path in the project. */
function moduleName(file: string | undefined): string {
  if (file === undefined) return "forge-build";
  if (isProjectFile(file)) return `./${relative(projectRoot(), file)}`;
  const owner = packageOf(file);
  if (owner === undefined) throw new Error(`internal: ${file} belongs to no package`);
  return owner.name;
}
