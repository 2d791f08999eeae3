// Fingerprints: xxh64, fast and forgeable. Notices that something changed; identifies nothing.
//
// Loaded lazily, for starting the WebAssembly instance costs some 15 ms that an up-to-date build does not have.

import type { Fingerprint } from "../model/ids.ts";

export type Fingerprinter = (bytes: Uint8Array) => Fingerprint;

let loading: Promise<Fingerprinter> | undefined;

/** The fingerprint function, instantiated once per process. */
export function loadFingerprint(): Promise<Fingerprinter> {
  loading ??= import("xxhash-wasm")
    .then(({ default: xxhash }) => xxhash())
    .then(
      ({ h64Raw }) =>
        (bytes) =>
          h64Raw(bytes).toString(16).padStart(16, "0") as Fingerprint,
    );
  return loading;
}
