// What a build was made from: where that lies, and whether it is as it was.
//
// The same facts by which a build with nothing to do is recognised (core/cli/no-op-record.ts), kept in memory.

import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { checkInputs, type EvaluationInput } from "../../evaluate/inputs.ts";
import { loadFingerprint } from "../../key/fingerprint.ts";
import type { Digest } from "../../model/ids.ts";
import { rootOf } from "../../source/roots.ts";
import { localDirectories, localStamp } from "../../store/local-listing.ts";
import { fileDigest } from "../no-op-record.ts";
import { userConfigurationFile } from "../places.ts";
import type { Session } from "../session.ts";
import type { Names } from "./directory-watcher.ts";

export interface Basis {
  readonly inputs: readonly EvaluationInput[];
  /** Local sources. Without a stamp, whatever happens there counts as a change. */
  readonly local: readonly { readonly root: string; readonly path: string; readonly stamp: Digest | undefined }[];
  /** forge.lock and the user's configuration. */
  readonly files: readonly (readonly [path: string, digest: Digest | null])[];
}

/** What a build of a session depends on, as far as that is known before its sources were looked at. */
export function basisOf({ context, evaluation }: Pick<Session, "context" | "evaluation">): Basis {
  const files = [context.lockFile, userConfigurationFile(process.env)];
  return {
    inputs: evaluation.inputs,
    local: context.graph.sources.flatMap((source) =>
      source.paths.map((path) => ({ root: rootOf(context, source), path, stamp: undefined })),
    ),
    files: files.map((path) => [path, fileDigest(path)]),
  };
}

/** Whether something that a build was made from is not as it was. `touched`: paths where something happened. */
export async function isOutdated({ inputs, local, files }: Basis, touched: readonly string[]): Promise<boolean> {
  if (files.some(([path, digest]) => fileDigest(path) !== digest)) return true;
  for (const { root, path, stamp } of local) {
    if (stamp === undefined ? touched.some((at) => isWithin(at, join(root, path))) : stampOf(root, path) !== stamp) return true;
  }
  return (await checkInputs(inputs, loadFingerprint)) !== undefined;
}

/** Directories in which a change of a basis shows, with the names that matter there. */
export function placesOf({ inputs, local, files }: Basis): ReadonlyMap<string, Names> {
  const places = new Places();
  for (const { type, path } of inputs) {
    if (type === "directory") places.addAll(path);
    else places.addName(path);
  }
  for (const [path] of files) places.addName(path);
  for (const { root, path } of local) {
    places.addName(join(root, path));
    for (const directory of directoriesOf(root, path)) places.addAll(directory);
  }
  return places.found;
}

/** Every directory of a project but its store's, for when nobody knows which of them matter: after an evaluation that failed. */
export function wholeProject(root: string, store: string): ReadonlyMap<string, Names> {
  const places = new Places();
  const pending = [root];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    places.addAll(directory);
    try {
      for (const { name } of readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
        if (name !== "node_modules" && name !== ".git" && join(directory, name) !== store) pending.push(join(directory, name));
    } catch {
      // It went, or may not be read: then nothing in it can matter.
    }
  }
  return places.found;
}

class Places {
  readonly found = new Map<string, Names>();

  addAll(directory: string): void {
    this.found.set(directory, "all");
  }

  /** A name in its directory; where that is not there, the first missing one on the way to it. */
  addName(path: string): void {
    let [directory, name] = [dirname(path), basename(path)];
    while (!existsSync(directory) && directory !== dirname(directory)) [directory, name] = [dirname(directory), basename(directory)];
    const names = this.found.get(directory);
    if (names === "all") return;
    this.found.set(directory, new Set([...(names ?? []), name]));
  }
}

function stampOf(root: string, path: string): Digest | undefined {
  try {
    return localStamp(root, path);
  } catch {
    return undefined;
  }
}

function directoriesOf(root: string, path: string): readonly string[] {
  try {
    return localDirectories(root, path);
  } catch {
    return [];
  }
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`) || directory.startsWith(`${path}/`);
}
