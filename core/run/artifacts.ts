// Artifacts that exist, for verbs that use what was built and build nothing themselves.

import { ForgeError } from "../model/errors.ts";
import { elementName } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import type { Keys } from "../plan/keys.ts";
import { elementOf } from "../plan/staging-order.ts";
import { type ArtifactRecord, findArtifact, type Taint, taintedKey } from "./artifact-record.ts";
import type { EngineContext } from "./context.ts";
import { keysOf, notLocked } from "./sources.ts";

/** Records of artifacts by element. Throws FORGE2001 where sources below the elements are not locked. */
export async function builtArtifacts(context: EngineContext, elements: readonly ElementId[]): Promise<BuiltArtifacts> {
  const keys = await keysOf(context, elements);
  if (keys.unlocked.size > 0) throw notLocked(context, keys);
  return new BuiltArtifacts(context, keys);
}

export class BuiltArtifacts {
  readonly #context: EngineContext;
  readonly #keys: Keys;
  readonly #warned = new Set<ElementId>();

  constructor(context: EngineContext, keys: Keys) {
    this.#context = context;
    this.#keys = keys;
  }

  /** The record of an element. Throws FORGE5005 when it was not built as it is defined now. */
  record(id: ElementId): ArtifactRecord {
    const key = this.#keys.of.get(id)?.key;
    const { store } = this.#context;
    const found = key && (findArtifact(store, "artifacts", key) ?? findArtifact(store, "tainted", taintedKey(key)));
    if (found?.tainted) this.#warn(id, found.tainted);
    if (found) return found;
    const name = elementName(elementOf(this.#context.graph, id));
    throw new ForgeError({ code: "FORGE5005", message: `${name} is not built as it is defined now`, help: `forge build ${name}` });
  }
  /** Once for each element. */
  #warn(id: ElementId, { by }: Taint): void {
    if (this.#warned.has(id)) return;
    this.#warned.add(id);
    const { emit, now, graph } = this.#context;
    const name = elementName(elementOf(graph, id));
    const warning = {
      code: "FORGE3016",
      message: `${name} is tainted: ${by.join(", ")} ${by.length === 1 ? "was" : "were"} resumed by hand`,
      help: `forge build --retry-failed ${name} builds it cleanly`,
    } as const;
    emit({ type: "warning", time: now(), warning });
  }
}
