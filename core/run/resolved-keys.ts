// Resolved keys: what an element is made from, named by what that contains instead of how it is made.
//
// For elements whose build dependencies are all usable. Each run key is computed once.

import { elementKey, manifestOf, resolvedRunKey } from "../key/manifest.ts";
import type { Graph } from "../model/graph.ts";
import type { Digest, ElementId, ElementKey } from "../model/ids.ts";
import type { Artifact } from "../model/tree.ts";
import type { ElementKeys } from "../plan/keys.ts";
import { elementOf, isBuildEdge, isRuntimeEdge } from "../plan/staging-order.ts";
import { architecture } from "./sources.ts";

export class ResolvedKeys {
  readonly #graph: Graph;
  readonly #artifact: (id: ElementId) => Artifact;
  readonly #runs = new Map<ElementId, Digest>();

  /** `artifact` gives that of a usable element. */
  constructor(graph: Graph, artifact: (id: ElementId) => Artifact) {
    this.#graph = graph;
    this.#artifact = artifact;
  }

  /** The resolved key of an element. */
  of(id: ElementId, { sources }: Pick<ElementKeys, "sources">): ElementKey {
    const element = elementOf(this.#graph, id);
    const dependencies = element.edges.filter(isBuildEdge).map((edge) => ({ run: this.#run(edge.to), at: edge.at }));
    return elementKey(manifestOf({ element, architecture: architecture(), dependencies, sources }));
  }

  #run(id: ElementId): Digest {
    const known = this.#runs.get(id);
    if (known) return known;
    // Dependencies before dependants, without recursion.
    const pending = [id];
    for (let next = pending.at(-1); next !== undefined; next = pending.at(-1)) {
      const runtime = elementOf(this.#graph, next).edges.filter(isRuntimeEdge);
      const open = runtime.map(({ to }) => to).filter((to) => !this.#runs.has(to));
      if (open.length > 0) {
        pending.push(...open);
        continue;
      }
      pending.pop();
      const below = runtime.map(({ to }) => this.#runs.get(to)).filter((key) => key !== undefined);
      this.#runs.set(next, resolvedRunKey(this.#artifact(next).digest, below));
    }
    return this.#run(id);
  }
}
