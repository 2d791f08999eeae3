// What stands on record of an artifact: what it is, how it came to be, and the manifest its key was made from.
//
// A record is published only after everything it names is durable; that a record exists means that the artifact does
// (invariant 4). Two indexes lead to the same content: the definition key and the resolved key.

import { identityOf } from "../key/digest.ts";
import { artifactDigest } from "../key/manifest.ts";
import { type Digest, type ElementKey, isDigest, type TreeDigest } from "../model/ids.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Artifact, FileMetadata } from "../model/tree.ts";
import type { Store } from "../store/store.ts";

export interface ArtifactRecord {
  readonly artifact: Artifact;
  readonly manifest: JsonObject;
  readonly resolvedKey: ElementKey;
  /** Milliseconds that making it took. */
  readonly duration: number;
  /** Path of the log, relative to the store. Absent where nothing ran. */
  readonly log?: string;
  /** Present where a person went on by hand with this, or with something that it was made over. */
  readonly tainted?: Taint;
}

export interface Taint {
  /** Whether it was this element itself. */
  readonly own: boolean;
  /** Names of the elements that were resumed. */
  readonly by: readonly string[];
}

/** The record under a key of either kind, if it is whole and its tree is in the store. */
export function findArtifact(store: Store, index: "artifacts" | "resolved" | "tainted", key: ElementKey): ArtifactRecord | undefined {
  const value = store.records.get(index, key);
  const record = value === undefined ? undefined : parse(value);
  if (!record || !store.trees.has(record.artifact.tree)) return undefined;
  store.records.touch(index, key);
  return record;
}

/**
 * Publishes under the definition key, and under the resolved key where that is news, in place of what was tainted. Resolves
 * when it is durable.
 */
export async function publishArtifact(store: Store, key: ElementKey, record: ArtifactRecord): Promise<void> {
  if (record.tainted) throw new Error("internal: a tainted artifact may not have a clean key");
  const resolved = { index: "resolved", key: record.resolvedKey } as const;
  const isNews = !store.records.touch(resolved.index, resolved.key);
  await store.records.publish([...(isNews ? [resolved] : []), { index: "artifacts", key }], toJson(record));
  store.records.remove("tainted", taintedKey(key));
}

/** Publishes a tainted artifact under a key that is no clean one, and under that alone. */
export async function publishTainted(store: Store, key: ElementKey, record: ArtifactRecord): Promise<void> {
  await store.records.publish([{ index: "tainted", key: taintedKey(key) }], toJson(record));
}

/** The key of what is tainted of an element with this definition key. */
export function taintedKey(key: ElementKey): ElementKey {
  return identityOf(["tainted", key]) as ElementKey;
}

/** An artifact with its digest. */
export function artifactOf(parts: Omit<Artifact, "digest">): Artifact {
  return { ...parts, digest: artifactDigest(parts) };
}

function toJson(record: ArtifactRecord): Json {
  const { artifact } = record;
  return {
    digest: artifact.digest,
    tree: artifact.tree,
    metadata: artifact.metadata.map((entry) => ({ ...entry }) as Json),
    splitRules: artifact.splitRules.map(([domain, patterns]) => [domain, [...patterns]]),
    integration: [...artifact.integration],
    environment: artifact.environment.map(([name, value]) => [name, value]),
    manifest: record.manifest,
    resolvedKey: record.resolvedKey,
    duration: record.duration,
    ...(record.log !== undefined && { log: record.log }),
    ...(record.tainted && { tainted: { own: record.tainted.own, by: [...record.tainted.by] } }),
  };
}

/** Records are written by forge and checksummed, so shape is checked where a wrong one would do harm: at the digests. */
function parse(value: Json): ArtifactRecord | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const data = value as unknown as {
    digest: Digest;
    tree: TreeDigest;
    metadata: readonly FileMetadata[];
    splitRules: Artifact["splitRules"];
    integration: readonly string[];
    environment: Artifact["environment"];
    manifest: JsonObject;
    resolvedKey: ElementKey;
    duration: number;
    log?: string;
    tainted?: Taint;
  };
  if (!isDigest(data.digest) || !isDigest(data.tree) || !isDigest(data.resolvedKey)) return undefined;
  const { digest, tree, metadata, splitRules, integration, environment, manifest, resolvedKey, duration, log, tainted } = data;
  return {
    artifact: { digest, tree, metadata, splitRules, integration, environment },
    manifest,
    resolvedKey,
    duration,
    ...(log !== undefined && { log }),
    ...(tainted && { tainted }),
  };
}
