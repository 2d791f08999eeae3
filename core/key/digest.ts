// Identity: sha256 of bytes, and of canonical JSON. The only place where a Digest is made from contents.
//
// Does not know what it hashes. For noticing change use core/key/fingerprint.ts; the two types never mix.

import { createHash, hash } from "node:crypto";
import type { Digest } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import { canonical } from "./canonical.ts";

/** sha256 of bytes, or of a text's UTF-8. */
export function identity(bytes: Uint8Array | string): Digest {
  return hash("sha256", bytes, "hex") as Digest;
}

/** sha256 of bytes that come one piece after another. */
export class RunningIdentity {
  readonly #hash = createHash("sha256");

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  digest(): Digest {
    return this.#hash.digest("hex") as Digest;
  }
}

/** sha256 of a value's canonical JSON. */
export function identityOf(value: Json): Digest {
  return identity(canonical(value));
}
