// What an evaluation depended on, and whether all of it is as it was.
//
// Light: also read by a build that has nothing to do, before anything else is loaded. Looks at stamps first and reads a file
// only when its stamp moved; a stamp holds the change time, which nobody can set back.

import { type BigIntStats, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import type { Fingerprinter } from "../key/fingerprint.ts";

export type EvaluationInput =
  /** A file whose contents mattered. */
  | { readonly type: "file"; readonly path: string; readonly stamp: string; readonly fingerprint: string }
  /** A directory of which the names and types of its entries mattered. */
  | { readonly type: "directory"; readonly path: string; readonly stamp: string; readonly fingerprint: string }
  /** A symbolic link that was followed to a package. */
  | { readonly type: "link"; readonly path: string; readonly target: string }
  /** A path where something would have been found first. */
  | { readonly type: "absent"; readonly path: string };

type Stamped = Extract<EvaluationInput, { readonly stamp: string }>;

/** Why the evaluation is not valid any more, in one line, or undefined when it is. Paths are shown from `root`. */
export async function checkInputs(
  inputs: readonly EvaluationInput[],
  loadFingerprint: () => Promise<Fingerprinter>,
  root = "/",
): Promise<string | undefined> {
  const moved: Stamped[] = [];
  for (const input of inputs) {
    if (input.type === "link") {
      if (linkTarget(input.path) !== input.target) return `${shown(input.path, root)} leads elsewhere`;
      continue;
    }
    const found = statOf(input.path);
    if (input.type === "absent") {
      if (found) return `${shown(input.path, root)} appeared`;
    } else if (!found) {
      return `${shown(input.path, root)} is gone`;
    } else if (stampOf(found) !== input.stamp) {
      moved.push(input);
    }
  }
  if (moved.length === 0) return undefined;
  const fingerprint = await loadFingerprint();
  const changed = moved.find((input) => contentsOf(input, fingerprint) !== input.fingerprint);
  if (!changed) return undefined;
  return changed.type === "directory" ? `what is in ${shown(changed.path, root)} changed` : `${shown(changed.path, root)} changed`;
}

/** What an input looks like now. Undefined where nothing of its type is. */
export function contentsOf({ type, path }: Pick<Stamped, "type" | "path">, fingerprint: Fingerprinter): string | undefined {
  try {
    return fingerprint(type === "file" ? readFileSync(path) : Buffer.from(listing(path)));
  } catch {
    return undefined;
  }
}

/** Changes whenever a file's contents do, and sometimes when they do not. */
export function stampOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
}

/** Of what a path leads to. */
export function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    // A file where a directory of the path was.
    return undefined;
  }
}

export function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function listing(directory: string): string {
  const entries = readdirSync(directory, { withFileTypes: true }).map((entry) => `${entry.name}${entry.isDirectory() ? "/" : ""}`);
  return entries.sort().join("\0");
}

function shown(path: string, root: string): string {
  return root !== "/" && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}
