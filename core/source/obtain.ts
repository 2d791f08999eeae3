// Brings a source into the store: by record, by copy of local files, or by its driver.
//
// What two elements want at the same time is brought once. A tree is on record only once it is durable, and the record is
// found by what the source asks for, never by where it came from.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { canonical } from "../key/canonical.ts";
import type { Ref } from "../model/drivers.ts";
import { ForgeError } from "../model/errors.ts";
import type { SourceNode } from "../model/graph.ts";
import { isDigest, type SourceId, type SourceKey, type TreeDigest } from "../model/ids.ts";
import { captureLocal, hashLocalTree } from "../store/local-files.ts";
import { removeAll } from "../store/remove.ts";
import type { Store } from "../store/store.ts";
import { driverRequest, type SourceContext, type SourceJob, sourceOf } from "./context.ts";
import { located } from "./located.ts";
import { lookup } from "./lock.ts";
import { sourceKey } from "./source-key.ts";

/** The tree of a source, in the store. `job` is begun only when there is something to do. */
export async function obtainSource(context: SourceContext, id: SourceId, job: () => SourceJob): Promise<TreeDigest> {
  const source = sourceOf(context, id);
  try {
    return isLocal(source) ? await obtainLocal(context, source, job) : await obtainByDriver(context, source, job);
  } catch (error) {
    throw located(error, source, context.lock);
  }
}

/** Whether a source is nothing but files of the project. */
function isLocal({ driver: { operations } }: SourceNode): boolean {
  return !operations.includes("fetch") && !operations.includes("stage");
}

async function obtainLocal({ store, projectRoot }: SourceContext, source: SourceNode, job: () => SourceJob): Promise<TreeDigest> {
  const [path, ...others] = source.paths;
  if (path === undefined || others.length > 0) {
    throw new ForgeError({
      code: "FORGE2012",
      message: `the kind ${source.kind} neither fetches nor stages, and has ${source.paths.length} paths`,
      help: "give it one path, or a `stage`",
    });
  }
  const { tree } = hashLocalTree(store, projectRoot, path);
  if (store.trees.has(tree)) return tree;
  return joined(store, `local ${tree}`, () =>
    asJob(job, async () => {
      const captured = await captureLocal(store, projectRoot, path);
      if (captured !== tree) throw changedMeanwhile(path);
      return tree;
    }),
  );
}

async function obtainByDriver(context: SourceContext, source: SourceNode, job: () => SourceJob): Promise<TreeDigest> {
  const { store, projectRoot, lock } = context;
  const ref = source.lock && lookup(lock, source.kind, source.lock);
  if (source.lock && !ref)
    throw new ForgeError({ code: "FORGE2001", message: `a ${source.kind} source is not in ${lock.name}`, help: "forge track" });
  const localTrees = () => source.paths.map((path) => hashLocalTree(store, projectRoot, path).tree);
  const before = localTrees();
  const key = sourceKey(source, ref, before);
  const known = onRecord(store, key);
  if (known) return known;
  return joined(store, key, () =>
    asJob(job, async ({ log, step }) => {
      const tree = await bring({ context, source, ref, log: (line) => log().write(line), step });
      const changed = localTrees().findIndex((after, index) => after !== before[index]);
      if (changed >= 0) throw changedMeanwhile(source.paths[changed] ?? "");
      await store.records.publish([{ index: "sources", key }], { tree });
      return tree;
    }),
  );
}

function onRecord(store: Store, key: SourceKey): TreeDigest | undefined {
  const record = store.records.get("sources", key);
  const tree = typeof record === "object" && record !== null && "tree" in record ? record.tree : undefined;
  if (!isDigest(tree) || !store.trees.has(tree as TreeDigest)) return undefined;
  store.records.touch("sources", key);
  return tree as TreeDigest;
}

interface Bringing {
  readonly context: SourceContext;
  readonly source: SourceNode;
  readonly ref: Ref | undefined;
  readonly log: (line: string) => void;
  readonly step: (step: string) => void;
}

/** Fetches, lays out, captures. */
async function bring({ context, source, ref, log, step }: Bringing): Promise<TreeDigest> {
  const { store, drivers } = context;
  const { operations } = source.driver;
  const request = { ...driverRequest(context, source, log), ref };
  const job = store.createJob("source");
  try {
    let files = join(job, "fetched");
    const fetched = operations.includes("fetch") ? files : undefined;
    if (fetched !== undefined) {
      mkdirSync(fetched);
      step("fetch");
      await inTurn(store, fetchName(source, ref), () => drivers.fetch({ ...request, into: fetched }));
    }
    if (operations.includes("stage")) {
      files = join(job, "staged");
      mkdirSync(files);
      step("stage");
      await drivers.stage({ ...request, fetched, into: files });
    }
    step("capture");
    return (await store.trees.capture(files)).tree.digest;
  } finally {
    removeAll(job);
  }
}

/** Sources that ask for the same thing and are locked to the same: the second finds what the first downloaded. */
function fetchName({ driver, lock, config }: SourceNode, ref: Ref | undefined): string {
  return canonical([driver.module, lock ?? config, ref ?? null]);
}

async function asJob<Value>(begin: () => SourceJob, work: (job: SourceJob) => Promise<Value>): Promise<Value> {
  const job = begin();
  try {
    const value = await work(job);
    job.end(true);
    return value;
  } catch (error) {
    job.end(false);
    throw error;
  }
}

/** What is being brought, by store: several elements may want it at once. */
const bringing = new WeakMap<Store, Map<string, Promise<TreeDigest>>>();

function joined(store: Store, name: string, work: () => Promise<TreeDigest>): Promise<TreeDigest> {
  const running = bringing.get(store) ?? new Map<string, Promise<TreeDigest>>();
  bringing.set(store, running);
  const known = running.get(name);
  if (known) return known;
  const mine = work().finally(() => running.delete(name));
  running.set(name, mine);
  return mine;
}

const turns = new WeakMap<Store, Map<string, Promise<void>>>();

/** One at a time of each name, in the order in which they came. */
async function inTurn(store: Store, name: string, work: () => Promise<void>): Promise<void> {
  const waiting = turns.get(store) ?? new Map<string, Promise<void>>();
  turns.set(store, waiting);
  const mine = (waiting.get(name) ?? Promise.resolve()).then(work, work);
  waiting.set(name, mine);
  try {
    await mine;
  } finally {
    if (waiting.get(name) === mine) waiting.delete(name);
  }
}

function changedMeanwhile(path: string): ForgeError {
  return new ForgeError({
    code: "FORGE2013",
    message: `${path} changed while it was read`,
    help: "run the command again once nothing writes there",
  });
}
