// Brings a source into the store: by record, by copy of local files, or by its driver.
//
// What two elements want at the same time is brought once. A tree is on record only once it is durable, and the record is
// found by what the source asks for, never by where it came from.

import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { canonical } from "../key/canonical.ts";
import type { Ref } from "../model/drivers.ts";
import { ForgeError } from "../model/errors.ts";
import type { PreviousSources, SourceNode } from "../model/graph.ts";
import { isDigest, type SourceId, type SourceKey, type TreeDigest } from "../model/ids.ts";
import { captureLocal, hashLocalTree } from "../store/local-files.ts";
import { removeAll } from "../store/remove.ts";
import type { Store } from "../store/store.ts";
import { type MergeInput, mergeTrees } from "../tree/merge.ts";
import { driverRequest, type SourceContext, type SourceJob, sourceOf } from "./context.ts";
import { sourceKeys } from "./keys.ts";
import { located } from "./located.ts";
import { lookup } from "./lock.ts";
import { rootOf } from "./roots.ts";

/** The tree of a source, in the store. `job` is begun only when there is something to do. */
export async function obtainSource(context: SourceContext, id: SourceId, job: () => SourceJob): Promise<TreeDigest> {
  const source = sourceOf(context, id);
  try {
    return isLocal(source) ? await obtainLocal(context, source, job) : await obtainByDriver(context, id, job);
  } catch (error) {
    throw located(error, source, context.lock);
  }
}

/** Whether a source is nothing but files of the project. */
function isLocal({ driver: { operations } }: SourceNode): boolean {
  return !operations.includes("fetch") && !operations.includes("stage");
}

async function obtainLocal(context: SourceContext, source: SourceNode, job: () => SourceJob): Promise<TreeDigest> {
  const { store } = context;
  const [path, ...others] = source.paths;
  if (path === undefined) {
    throw new ForgeError({
      code: "FORGE2012",
      message: `forge has no source kind ${source.kind} that could fetch this`,
      help: "leave out what needs it, or use a source that forge has",
    });
  }
  if (others.length > 0) {
    throw new ForgeError({
      code: "FORGE2012",
      message: `the kind ${source.kind} neither fetches nor stages, and has ${source.paths.length} paths`,
      help: "give it one path, or a `stage`",
    });
  }
  const root = rootOf(context, source);
  const { tree } = hashLocalTree(store, root, path);
  if (store.trees.has(tree)) return tree;
  return joined(store, `local ${tree}`, () =>
    asJob(store, job, async () => {
      const captured = await captureLocal(store, root, path);
      if (captured !== tree) throw changedMeanwhile(path);
      return tree;
    }),
  );
}

async function obtainByDriver(context: SourceContext, id: SourceId, job: () => SourceJob): Promise<TreeDigest> {
  const { store, lock } = context;
  const source = sourceOf(context, id);
  const key = keyOf(context, id);
  if (key === undefined)
    throw new ForgeError({ code: "FORGE2001", message: `a ${source.kind} source is not in ${lock.name}`, help: "forge track" });
  const known = onRecord(store, key);
  if (known) return known;
  return joined(store, key, () =>
    asJob(store, job, async ({ log, step }) => {
      const tree = await bring({ context, job, log: (line) => log().write(line), step }, source);
      await store.records.publish([{ index: "sources", key }], { tree });
      return tree;
    }),
  );
}

function keyOf(context: SourceContext, id: SourceId): SourceKey | undefined {
  const { graph, lock, store } = context;
  return sourceKeys({ graph, lock, localTree: (path, source) => hashLocalTree(store, rootOf(context, source), path).tree })(id);
}

/** The tree of a source whose key is on record. */
export function onRecord(store: Store, key: SourceKey): TreeDigest | undefined {
  const record = store.records.get("sources", key);
  const tree = typeof record === "object" && record !== null && "tree" in record ? record.tree : undefined;
  if (!isDigest(tree) || !store.trees.has(tree as TreeDigest)) return undefined;
  store.records.touch("sources", key);
  return tree as TreeDigest;
}

interface Bringing {
  readonly context: SourceContext;
  /** For other sources that are needed. */
  readonly job: () => SourceJob;
  readonly log: (line: string) => void;
  readonly step: (step: string) => void;
}

/** Fetches, lays out, captures. */
async function bring(work: Bringing, source: SourceNode): Promise<TreeDigest> {
  const { store } = work.context;
  const files = store.createJob("source");
  try {
    const directory = join(files, "files");
    mkdirSync(directory);
    await layOut(work, source, directory);
    work.step("capture");
    return (await store.trees.capture(directory)).tree.digest;
  } finally {
    removeAll(files);
  }
}

/** Fetches a source and lays it out in an empty directory. */
async function layOut(work: Bringing, source: SourceNode, directory: string): Promise<void> {
  const { context, log, step } = work;
  const { store, drivers } = context;
  const { operations } = source.driver;
  const localTrees = () => source.paths.map((path) => hashLocalTree(store, rootOf(context, source), path).tree);
  const before = localTrees();
  const ref = source.lock && lookup(context.lock, source.kind, source.lock);
  const job = store.createJob("fetch");
  try {
    const previous = source.previous?.type === "beside" ? await besideDirectory(work, source.previous, job) : undefined;
    const request = { ...driverRequest(context, source, log), ref, ...(previous !== undefined && { previous }) };
    const fetched = operations.includes("stage") ? join(job, "fetched") : directory;
    if (operations.includes("fetch")) {
      if (fetched !== directory) mkdirSync(fetched);
      step("fetch");
      await inTurn(store, fetchName(source, ref), () => drivers.fetch({ ...request, into: fetched }));
    }
    if (operations.includes("stage")) {
      let into = directory;
      if (source.previous?.type === "over") {
        await layOutPrevious(work, source.previous, directory);
        into = innerDirectory(directory, source.previous.within);
        mkdirSync(into, { recursive: true });
      }
      step("stage");
      await drivers.stage({ ...request, fetched: operations.includes("fetch") ? fetched : undefined, into });
    }
    const changed = localTrees().findIndex((after, index) => after !== before[index]);
    if (changed >= 0) throw changedMeanwhile(source.paths[changed] ?? "");
  } finally {
    removeAll(job);
  }
}

/** A copy of what a source works over. Of a chain of changes, what lies in between is not kept: they are made in one place. */
async function layOutPrevious(work: Bringing, previous: PreviousSources, directory: string): Promise<void> {
  const { context } = work;
  const [first] = previous.sources;
  const only = previous.sources.length === 1 && first?.at === "." ? sourceOf(context, first.source) : undefined;
  if (!first || only?.previous?.type !== "over" || isObtained(context, first.source)) {
    const tree = await previousTree(work, previous);
    return context.store.trees.materializeInto(tree, directory);
  }
  try {
    await layOut(work, only, directory);
  } catch (error) {
    throw located(error, only, context.lock);
  }
}

function isObtained(context: SourceContext, id: SourceId): boolean {
  const key = keyOf(context, id);
  return key !== undefined && onRecord(context.store, key) !== undefined;
}

/** The directory in the store with what a source works beside; an empty one where there is nothing. */
async function besideDirectory(work: Bringing, previous: PreviousSources, job: string): Promise<string> {
  const { trees, root } = work.context.store;
  const tree = await previousTree(work, previous);
  await trees.materialize(tree);
  const directory = innerDirectory(join(root, trees.relativePath(tree)), previous.within);
  if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return directory;
  const nothing = join(job, "nothing");
  mkdirSync(nothing);
  return nothing;
}

/** A directory in a tree that others made: no link on the way may lead out of it. */
function innerDirectory(root: string, within: string): string {
  let path = root;
  for (const name of within.split("/").filter((one) => one !== ".")) {
    path = join(path, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined || found.isDirectory()) continue;
    throw new ForgeError({
      code: "FORGE2013",
      message: `the sources have a file or link at ${within}, where a directory is wanted`,
      help: "correct `at` of the source",
    });
  }
  return path;
}

/** All that a source works on as one tree. */
function previousTree({ context, job }: Bringing, previous: PreviousSources): Promise<TreeDigest> {
  return layTogether(context, previous.sources, job);
}

/** Sources as one tree, each at a path from its root. */
export async function layTogether(context: SourceContext, sources: PreviousSources["sources"], job: () => SourceJob): Promise<TreeDigest> {
  const { trees } = context.store;
  const inputs: MergeInput[] = [];
  for (const { source, at } of sources) {
    const tree = await obtainSource(context, source, job);
    trees.root(tree);
    inputs.push({ tree, at: `/${at === "." ? "" : at.replace(/^\/+/, "")}`, name: `the ${sourceOf(context, source).kind} source` });
  }
  const [only] = inputs;
  if (inputs.length === 1 && only?.at === "/") return only.tree;
  const merged = mergeTrees(trees, inputs);
  trees.put(
    merged.root,
    merged.directories,
    inputs.map(({ tree }) => tree),
  );
  return merged.root;
}

/** Sources that ask for the same thing and are locked to the same: the second finds what the first downloaded. */
function fetchName({ driver, lock, config }: SourceNode, ref: Ref | undefined): string {
  return canonical([driver.module, lock ?? config, ref ?? null]);
}

async function asJob({ trees }: Store, begin: () => SourceJob, work: (job: SourceJob) => Promise<TreeDigest>): Promise<TreeDigest> {
  const job = begin();
  try {
    const tree = await work(job);
    job.end(true, trees.root(tree).bytes);
    return tree;
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
