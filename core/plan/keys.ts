// Definition keys of elements: what each would build, said without building anything.
//
// Near-linear in the graph: an element's key uses the run keys of its direct dependencies, never their closure.
// Refs come from the lock, contents of local paths from the caller. An element over a source that is not locked has no
// key, and neither has anything above it; such sources are reported, not thrown, so that all of them can be named at once.

import { elementKey, type ManifestSource, manifestOf, runKey } from "../key/manifest.ts";
import type { Graph } from "../model/graph.ts";
import type { Digest, ElementId, ElementKey, SourceId, SourceKey } from "../model/ids.ts";
import type { JsonObject } from "../model/json.ts";
import { isBuildEdge, isRuntimeEdge } from "./staging-order.ts";

export interface ElementKeys {
  readonly manifest: JsonObject;
  readonly sources: readonly ManifestSource[];
  readonly key: ElementKey;
  readonly run: Digest;
}

export interface KeyInputs {
  readonly graph: Graph;
  readonly architecture: string;
  /** The elements wanted, closed under all edges. */
  readonly elements: Iterable<ElementId>;
  /** Key of a source, or undefined when it is not locked. */
  readonly sourceKey: (source: SourceId) => SourceKey | undefined;
}

export interface Keys {
  readonly of: ReadonlyMap<ElementId, ElementKeys>;
  /** Sources that have no ref, each with the first element that wants it. */
  readonly unlocked: ReadonlyMap<SourceId, ElementId>;
}

/** Keys of all given elements. The graph lists dependencies before dependants, so one pass in that order suffices. */
export function definitionKeys(inputs: KeyInputs): Keys {
  const keys = new Map<ElementId, ElementKeys>();
  const unlocked = new Map<SourceId, ElementId>();
  for (const id of [...inputs.elements].sort((a, b) => a - b)) {
    const computed = keyOf(id);
    if (computed) keys.set(id, computed);
  }
  return { of: keys, unlocked };

  function keyOf(id: ElementId): ElementKeys | undefined {
    const element = inputs.graph.elements[id];
    if (!element) throw new Error(`internal: no element ${id}`);
    let complete = true;
    const sources: { key: SourceKey; at: string }[] = [];
    for (const { source, at } of element.sources) {
      const key = inputs.sourceKey(source);
      if (key) sources.push({ key, at });
      else {
        complete = false;
        if (!unlocked.has(source)) unlocked.set(source, id);
      }
    }
    const dependencies: { run: Digest; at: string }[] = [];
    const runtime: Digest[] = [];
    for (const edge of element.edges) {
      const dependency = keys.get(edge.to);
      if (!dependency) {
        complete = false;
        continue;
      }
      if (isBuildEdge(edge)) dependencies.push({ run: dependency.run, at: edge.at });
      if (isRuntimeEdge(edge)) runtime.push(dependency.run);
    }
    if (!complete) return undefined;
    const manifest = manifestOf({ element, architecture: inputs.architecture, dependencies, sources });
    const key = elementKey(manifest);
    return { manifest, sources, key, run: runKey(key, runtime) };
  }
}

/** Some elements and everything they depend on in any way. */
export function allDependencies(graph: Graph, roots: Iterable<ElementId>): ReadonlySet<ElementId> {
  const seen = new Set<ElementId>();
  const pending = [...roots];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const edge of graph.elements[id]?.edges ?? []) pending.push(edge.to);
  }
  return seen;
}
