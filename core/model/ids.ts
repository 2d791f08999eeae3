// Branded names of things: digests, keys, fingerprints.
//
// Types only, and the one check that text from outside has the right shape. It computes nothing: identity and fingerprint
// are made in core/key/digest.ts and nowhere else. The two families never mix (design note "Two hashes").

declare const brand: unique symbol;

type Branded<Name extends string> = string & { readonly [brand]: Name };

/** sha256 of some bytes, as 64 lower-case hex digits. The only identity there is. */
export type Digest = Branded<"digest">;

/** Digest of a file's contents. */
export type BlobDigest = Digest & { readonly [blob]: true };
declare const blob: unique symbol;

/** Digest of the root `Directory` message of a tree. */
export type TreeDigest = Digest & { readonly [tree]: true };
declare const tree: unique symbol;

/** Digest of an element's manifest. `definition` keys name dependencies by run key, `resolved` keys by what they contain. */
export type ElementKey = Digest & { readonly [elementKey]: true };
declare const elementKey: unique symbol;

/** Digest of a source's manifest: kind, version, what it asks for, and the ref it is locked to. */
export type SourceKey = Digest & { readonly [sourceKey]: true };
declare const sourceKey: unique symbol;

/** xxh64 of some bytes, as 16 lower-case hex digits. Notices change; identifies nothing. */
export type Fingerprint = Branded<"fingerprint">;

/** Position of an element in `Graph.elements`. Meaningless outside that graph; never hashed. */
export type ElementId = number & { readonly [brand]?: "element" };

/** Position of a source in `Graph.sources`. Meaningless outside that graph; never hashed. */
export type SourceId = number & { readonly [brand]?: "source" };

const DIGEST = /^[0-9a-f]{64}$/;

/** Whether text that came from outside has the form of a sha256 digest. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === "string" && DIGEST.test(text);
}
