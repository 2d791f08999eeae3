// What is said, once, when the host lets a sandbox be made only in a weaker or slower way. Knows words, not how it was found out.

import type { Mode } from "../../sandbox/bwrap-args.ts";
import type { ErrorDetails } from "../model/errors.ts";

/** The warning for the mode that was chosen, about the worst of what it lacks. */
export function weakerSandbox({ isolation, staging }: Mode): ErrorDetails {
  const message =
    isolation === "capability"
      ? "this host has no user namespaces: sandboxes are made by root's own capabilities"
      : staging === "copy"
        ? "the store's file system cannot be overlaid: build roots are copied, which is slower"
        : "files in /proc are masked: sandboxes see the host's /proc, read-only";
  return { code: "FORGE4006", message, help: "forge doctor says why, and how to mend it" };
}
