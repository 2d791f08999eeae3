// Artifacts that are usable in one run, and which of them are tainted: resumed by hand, or made over what was.
//
// The one place that says under which name an artifact goes on record. A tainted one never does under its clean key, so
// nobody finds it who did not ask for one, and what is shared is read from the clean records alone (docs/design-notes.md, "Taint").

import { elementName } from "../model/graph.ts";
import type { ElementId, ElementKey } from "../model/ids.ts";
import type { Artifact } from "../model/tree.ts";
import type { Keys } from "../plan/keys.ts";
import { elementOf, stagingOrder } from "../plan/staging-order.ts";
import { type ArtifactRecord, findArtifact, publishArtifact, publishTainted, taintedKey } from "./artifact-record.ts";
import type { EngineContext } from "./context.ts";
import { forgetFailure } from "./failure-record.ts";

export class UsableArtifacts {
  readonly #context: EngineContext;
  readonly #keys: Keys;
  readonly #records = new Map<ElementId, ArtifactRecord>();
  /** Those that a person went on with by hand. */
  readonly #resumed = new Set<ElementId>();
  /** Whether anything is tainted, as hardly ever. */
  #anyTaint = false;
  /** By which resumed elements others are tainted, until that may have changed. */
  readonly #taints = new Map<ElementId, readonly string[]>();

  constructor(context: EngineContext, keys: Keys) {
    this.#context = context;
    this.#keys = keys;
  }

  /** Elements that became usable, in that order. */
  get all(): ReadonlyMap<ElementId, ArtifactRecord> {
    return this.#records;
  }

  /** Takes what is on record for an element, if anything is. What was resumed counts only where `tainted` is wanted, too. */
  load(id: ElementId, { tainted }: { readonly tainted: boolean }): boolean {
    const { store } = this.#context;
    const key = this.cleanKey(id);
    const clean = findArtifact(store, "artifacts", key);
    const record = clean ?? (tainted ? findArtifact(store, "tainted", taintedKey(key)) : undefined);
    // What was made over something resumed may lie over an older state of that.
    if (!record || (record.tainted && !record.tainted.own)) return false;
    this.#set(id, record);
    return true;
  }

  /** What was made before from the same contents, if anything was. */
  known(id: ElementId, resolvedKey: ElementKey): { readonly record: ArtifactRecord; readonly outcome: "cutoff" | "cached" } | undefined {
    const { store } = this.#context;
    const record = findArtifact(store, "resolved", resolvedKey);
    if (record) return { record, outcome: "cutoff" };
    if (!this.isTainted(id)) return undefined;
    const before = findArtifact(store, "tainted", taintedKey(this.cleanKey(id)));
    return before?.resolvedKey === resolvedKey ? { record: before, outcome: "cached" } : undefined;
  }

  /** Says that a person goes on with an element by hand. */
  resume(id: ElementId): void {
    this.#resumed.add(id);
    this.#anyTaint = true;
    this.#taints.clear();
  }

  /** Whether what is made of an element now is tainted. */
  isTainted(id: ElementId): boolean {
    return this.#taint(id).length > 0;
  }

  /** The key that an element's artifact has in this run. */
  key(id: ElementId): ElementKey {
    const key = this.cleanKey(id);
    return this.isTainted(id) ? taintedKey(key) : key;
  }

  cleanKey(id: ElementId): ElementKey {
    const found = this.#keys.of.get(id);
    if (!found) throw new Error("internal: an element without a key");
    return found.key;
  }

  artifact(id: ElementId): Artifact {
    const record = this.#records.get(id);
    if (!record) throw new Error("internal: a dependency is not usable");
    return record.artifact;
  }

  /** Puts what was made on record, under the name that it may have. Resolves when it is durable. */
  async publish(id: ElementId, { tainted: _, ...record }: ArtifactRecord): Promise<void> {
    const { store } = this.#context;
    const by = this.#taint(id);
    const key = this.cleanKey(id);
    if (by.length > 0) {
      const tainted = { ...record, tainted: { own: this.#resumed.has(id), by } };
      await publishTainted(store, key, tainted);
      this.#set(id, tainted);
      return;
    }
    await publishArtifact(store, key, record);
    forgetFailure(store, [key, record.resolvedKey]);
    this.#set(id, record);
  }

  #set(id: ElementId, record: ArtifactRecord): void {
    this.#records.set(id, record);
    this.#anyTaint ||= record.tainted !== undefined;
    this.#taints.clear();
  }

  /** Names of the resumed elements that are in it: itself, or what it stages, or what that was made over. */
  #taint(id: ElementId): readonly string[] {
    if (!this.#anyTaint) return [];
    const usable = this.#records.get(id);
    if (usable) return usable.tainted?.by ?? [];
    const known = this.#taints.get(id);
    if (known) return known;
    const own = this.#resumed.has(id) ? [elementName(elementOf(this.#context.graph, id))] : [];
    const staged = stagingOrder(this.#context.graph, id).flatMap(({ element }) => this.#taint(element));
    const found = [...new Set([...own, ...staged])].sort();
    this.#taints.set(id, found);
    return found;
  }
}
