// An artifact by what a person calls it: an element's name, which is what it builds as it is defined now; `NAME@before`, what
// it was before that; or a key, or the beginning of one.

import { ForgeError } from "../model/errors.ts";
import { elementName } from "../model/graph.ts";
import type { ElementKey } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";
import { type ArtifactRecord, findArtifact } from "../run/artifact-record.ts";
import { builtArtifacts } from "../run/artifacts.ts";
import type { EngineContext } from "../run/context.ts";
import { readHistory } from "../run/history.ts";
import { keysOf } from "../run/sources.ts";
import { elementNamed } from "./names.ts";

export interface NamedArtifact {
  readonly name: string;
  readonly key: ElementKey;
  readonly record: ArtifactRecord;
}

/** Said behind an element's name: the artifact that it had before. */
export const BEFORE = "@before";

/** Whether a text may be the beginning of a key. */
export function isKey(text: string): boolean {
  return /^[0-9a-f]{8,64}$/.test(text);
}

/** Throws FORGE5005 where there is no such artifact in the store. */
export async function artifactNamed(context: EngineContext, text: string): Promise<NamedArtifact> {
  const names = new Set(context.graph.elements.flatMap((element) => element.names));
  if (isKey(text) && !names.has(text)) return byKey(context, text);
  const isBefore = text.endsWith(BEFORE);
  const id = elementNamed(context.graph, isBefore ? text.slice(0, -BEFORE.length) : text);
  const name = elementName(elementOf(context.graph, id));
  const key = (await keysOf(context, [id])).of.get(id)?.key;
  if (!isBefore) {
    const record = (await builtArtifacts(context, [id])).record(id);
    if (key === undefined) throw new Error("internal: an artifact without a key");
    return { name, key, record };
  }
  const past = readHistory(context.store.root, context.graph.project.name)[name];
  const before = past?.key === key ? past?.before : past?.key;
  const record = before && findArtifact(context.store, "artifacts", before);
  if (before && record) return { name: `${name}${BEFORE}`, key: before, record };
  throw new ForgeError({
    code: "FORGE5005",
    message: before
      ? `what ${name} was before, ${before.slice(0, 12)}, is in the store no more`
      : `${name} was built here in one state only: there is no earlier artifact of it`,
    help: "name another artifact by its key, which forge show prints",
  });
}

function byKey({ store }: EngineContext, text: string): NamedArtifact {
  const keys = [...store.records.list("artifacts")].filter((key) => key.startsWith(text)) as ElementKey[];
  const found = keys.flatMap((key) => {
    const record = findArtifact(store, "artifacts", key);
    return record ? [{ name: "artifact", key, record }] : [];
  });
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  throw new ForgeError({
    code: "FORGE5005",
    message: only
      ? `${found.length} artifacts have keys that begin with ${text}`
      : `no artifact in the store has a key that begins with ${text}`,
    help: only ? "write more of the key" : "forge show prints the keys of elements",
  });
}
