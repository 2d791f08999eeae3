// From what an evaluation reported to the inputs that its result is kept by.
//
// The child ran the project's code, so what it names is only looked at when it is a plain file or directory. What changed
// while the evaluation ran is found out here, for then nobody knows which contents it saw.

import type { Fingerprinter } from "../key/fingerprint.ts";
import type { EvaluationAnswer } from "../model/evaluation.ts";
import { InputPaths } from "./input-paths.ts";
import { contentsOf, type EvaluationInput, linkTarget, stampOf, statOf } from "./inputs.ts";
import { readTsconfigs } from "./tsconfig.ts";

export interface CollectOptions {
  readonly projectRoot: string;
  readonly configFile: string;
  /** Milliseconds of the epoch at which the evaluation began. */
  readonly began: number;
  readonly fingerprint: Fingerprinter;
}

export interface Collected {
  readonly inputs: readonly EvaluationInput[];
  /** Whether something changed while the evaluation ran, so that nobody knows which contents it saw. */
  readonly changed: boolean;
}

/**
 * Milliseconds after its beginning in which an evaluation reads nothing, for its process has not started. As long as a tick of
 * the clock that file systems stamp with: what has an older stamp was there before anything was read.
 */
const STARTING = 10;

/** Everything that the evaluation depended on, looked at now. */
export function collectInputs({ imports, reads }: EvaluationAnswer, options: CollectOptions): Collected {
  const tsconfigs = readTsconfigs(options.projectRoot);
  const found = new InputPaths();
  for (const path of [...tsconfigs.files, ...reads.files, options.configFile]) found.files.add(path);
  for (const path of [...tsconfigs.absent, ...reads.absent]) found.absent.add(path);
  found.addPackageFiles(options.configFile);
  for (const one of imports) found.addImport(one, tsconfigs);

  let changed = false;
  const inputs: EvaluationInput[] = [];
  for (const path of [...found.files].sort()) addStamped("file", path);
  for (const path of reads.directories) addStamped("directory", path);
  for (const path of [...found.links].sort()) inputs.push({ type: "link", path, target: linkTarget(path) ?? "" });
  for (const path of [...found.absent].sort()) {
    if (statOf(path)) changed = true;
    inputs.push({ type: "absent", path });
  }
  return { inputs, changed };

  function addStamped(type: "file" | "directory", path: string): void {
    const stat = statOf(path);
    const isPlain = type === "file" ? stat?.isFile() : stat?.isDirectory();
    const fingerprint = isPlain ? contentsOf({ type, path }, options.fingerprint) : undefined;
    const isSettled = stat !== undefined && fingerprint !== undefined && Number(stat.ctimeMs) < options.began + STARTING;
    if (!isSettled) changed = true;
    inputs.push({ type, path, stamp: isSettled ? stampOf(stat) : "", fingerprint: isSettled ? fingerprint : "" });
  }
}
