// The no-op path: whether a build has nothing to do, said by one look at one record and at what it names.
//
// It evaluates nothing, parses no graph, opens no session and starts no process; whatever it is not sure of, it leaves to the
// whole way. It loads neither zod nor listr2 (a test says so).

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkInputs } from "../evaluate/inputs.ts";
import { loadFingerprint } from "../key/fingerprint.ts";
import type { Digest } from "../model/ids.ts";
import { upToDate as upToDateText } from "../report/wording.ts";
import { localStamp } from "../store/local-listing.ts";
import { readRecord, touchFile } from "../store/records.ts";
import { fileDigest, type NoOpElements, type NoOpRecord, noOpKey } from "./no-op-record.ts";
import { expandHome, findProject, userConfigurationFile } from "./places.ts";
import type { GlobalOptions } from "./program.ts";
import type { SelectingOptions } from "./selection.ts";
import { storeRoot } from "./store-root.ts";
import { openStream } from "./terminal.ts";

/** Says so and returns true when nothing is to be done. */
export async function upToDate(names: readonly string[], options: SelectingOptions): Promise<boolean> {
  const began = performance.now();
  if (options.unsealed || options.logFile !== undefined || options.trace !== undefined) return false;
  const found = await lookUp(names, options);
  if (!found) return false;
  if (options.json) sayJson(found, performance.now() - began);
  else if (!options.quiet) sayText(found);
  return true;
}

interface Found {
  readonly record: NoOpRecord;
  readonly elements: NoOpElements;
}

async function lookUp(names: readonly string[], options: SelectingOptions): Promise<Found | undefined> {
  const projectRoot = projectOf(options.directory);
  const store = storeOf(options);
  if (projectRoot === undefined || store === undefined || !isOurs(store)) return undefined;
  const file = (key: string): string => join(store, "records", "builds", key);
  const { option, maxJobs, deps, except } = options;
  const named = noOpKey({ projectRoot, options: option, maxJobs, names, deps, except });
  const record = readRecord(file(named.record)) as NoOpRecord | undefined;
  if (!record) return undefined;
  if (record.files.some(([path, digest]) => fileDigest(path) !== digest)) return undefined;
  if (record.local.some(([root, path, stamp]) => stampOf(root, path) !== stamp)) return undefined;
  if (record.targets.some(([, , , tree]) => !existsSync(join(store, "trees", tree)))) return undefined;
  if ((await checkInputs(record.inputs, loadFingerprint)) !== undefined) return undefined;
  for (const [, , key] of record.targets) if (!touchFile(join(store, "records", "artifacts", key))) return undefined;
  const elements = options.json ? (readRecord(file(named.elements)) as NoOpElements | undefined) : [];
  return elements && { record, elements };
}

function stampOf(root: string, path: string): Digest | undefined {
  try {
    return localStamp(root, path);
  } catch {
    return undefined;
  }
}

/** Errors of every kind belong to the whole way, which words them. */
function projectOf(directory: string): string | undefined {
  try {
    return findProject(directory);
  } catch {
    return undefined;
  }
}

function storeOf(options: GlobalOptions): string | undefined {
  try {
    const file = userConfigurationFile(process.env);
    const { store } = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { store: undefined };
    return storeRoot(options, typeof store === "string" ? { store: expandHome(store) } : {});
  } catch {
    return undefined;
  }
}

/** Whether the store has the format and the owner that it had when the record was written by this build of forge. */
function isOurs(store: string): boolean {
  try {
    const { version, owner } = JSON.parse(readFileSync(join(store, "format"), "utf8"));
    return version === 1 && owner === (process.getuid?.() ?? 0);
  } catch {
    return false;
  }
}

function sayText({ record: { targets, elements } }: Found): void {
  const { write, style } = openStream(process.stdout, process.env);
  const names = targets.map(([name]) => name);
  write(`${style.good(upToDateText(names, elements))}\n`);
}

/** The same events as the whole way emits when everything is cached. */
function sayJson({ record, elements }: Found, milliseconds: number): void {
  const time = milliseconds;
  const counts = { cached: elements.length, cutoff: 0, built: 0, failed: 0, skipped: 0, cancelled: 0, passed: 0 };
  const events = [
    { type: "evaluated", time, cached: true, milliseconds },
    {
      type: "planned",
      time,
      elements: elements.length,
      cached: elements.length,
      targets: record.targets.map(([name, kind]) => ({ name, kind })),
    },
    ...elements.map(([name, kind, key]) => ({
      type: "element-finished",
      time,
      element: { name, kind },
      outcome: "cached",
      key,
      milliseconds: 0,
    })),
    { type: "finished", time, ok: true, counts, milliseconds },
  ];
  process.stdout.write(`${events.map((event) => JSON.stringify(event)).join("\n")}\n`);
}
