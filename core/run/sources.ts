// Sources as a build meets them: their keys from lock and local files, tracking what is missing, and their trees.

import { changedError, ForgeError, isForgeError } from "../model/errors.ts";
import type { EventElement, JobKind } from "../model/events.ts";
import { elementName, type SourceNode } from "../model/graph.ts";
import type { Digest, ElementId, SourceId, TreeDigest } from "../model/ids.ts";
import { allDependencies, definitionKeys, type Keys } from "../plan/keys.ts";
import { elementOf } from "../plan/staging-order.ts";
import { sourceKeys, unlockedSources } from "../source/keys.ts";
import { obtainSource } from "../source/obtain.ts";
import { rootOf } from "../source/roots.ts";
import { trackSources } from "../source/track.ts";
import { hashLocalTree, type LocalTree } from "../store/local-files.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import { type Job, startJob } from "./job.ts";

/** The architecture that builds run on, by the names users give. */
export function architecture(): string {
  const names: { readonly [node: string]: string } = {
    x64: "x86_64",
    arm64: "aarch64",
    ia32: "i686",
    riscv64: "riscv64",
    ppc64: "ppc64le",
    loong64: "loongarch64",
  };
  return names[process.arch] ?? process.arch;
}

/** Keys, and what local sources looked like when they were hashed for them. */
export interface SourceKeys extends Keys {
  readonly local: readonly LocalStamp[];
}

interface LocalStamp {
  /** Absolute: where the project lies whose path it is. */
  readonly root: string;
  readonly path: string;
  /** Undefined where a change right then might not have been seen. */
  readonly stamp: Digest | undefined;
}

/** Definition keys of everything below the targets. Tracks what is not locked where that is wanted, else throws FORGE2001. */
export async function lockedKeys(
  context: EngineContext,
  targets: readonly ElementId[],
  options: Pick<BuildOptions, "track">,
): Promise<SourceKeys> {
  const keys = await keysOf(context, targets);
  if (keys.unlocked.size === 0) return keys;
  if (!options.track) throw notLocked(context, keys);
  await trackSources(context, [...keys.unlocked.keys()], { job: (source) => startJob(context, ownerOf(context, keys, source), "track") });
  return keysOf(context, targets);
}

/** Definition keys of everything below the targets, as far as sources are locked. */
export async function keysOf(context: EngineContext, targets: readonly ElementId[]): Promise<SourceKeys> {
  const { graph } = context;
  const elements = allDependencies(graph, targets);
  const local = new Map<string, LocalStamp & { readonly tree: TreeDigest }>();
  const localTree = (path: string, source: SourceNode): TreeDigest => {
    const root = rootOf(context, source);
    const name = `${root}\0${path}`;
    const known = local.get(name);
    if (known) return known.tree;
    const { tree, stamp } = hashLocated(context, root, { path, source });
    local.set(name, { root, path, tree, stamp });
    return tree;
  };
  const sourceKey = sourceKeys({ graph, lock: context.lock, localTree });
  const keys = definitionKeys({ graph, architecture: architecture(), elements, sourceKey });
  const unlocked = [...keys.unlocked].flatMap(([source, element]) =>
    unlockedSources(context, [source]).map((id) => [id, element] as const),
  );
  return {
    ...keys,
    // The first element that wants it stays.
    unlocked: new Map(unlocked.toReversed()),
    local: [...local.values()].map(({ root, path, stamp }) => ({ root, path, stamp })),
  };
}

/** Trees of an element's sources, fetched and staged where they are not in the store yet. */
export async function obtainSources(context: EngineContext, id: ElementId, job: (kind: JobKind) => Job): Promise<readonly TreeDigest[]> {
  const trees: TreeDigest[] = [];
  for (const { source } of elementOf(context.graph, id).sources) {
    trees.push(await obtainSource(context, source, () => job("fetch")));
  }
  return trees;
}

/** What is wrong with a local path is mended where the source is written. */
function hashLocated(
  { store }: EngineContext,
  root: string,
  { path, source }: { readonly path: string; readonly source: SourceNode },
): LocalTree {
  const [place] = source.place;
  try {
    return hashLocalTree(store, root, path);
  } catch (error) {
    if (!isForgeError(error) || error.place || !place) throw error;
    throw changedError(error, { place });
  }
}

/** The element that a source is tracked for. */
function ownerOf({ graph }: EngineContext, { unlocked }: Keys, source: SourceId): EventElement {
  const element = elementOf(graph, unlocked.get(source) ?? 0);
  return { name: elementName(element), kind: element.kind };
}

/** More names than that make no command that a person would type. */
const MOST_NAMES = 8;

/** The error that names sources without a ref, and the command that tracks them. */
export function notLocked({ graph }: EngineContext, { unlocked }: Pick<Keys, "unlocked">): ForgeError {
  const open = [...unlocked].map(([source, element]) => ({ source: graph.sources[source], element: graph.elements[element] }));
  const [first] = open;
  const [place] = first?.source?.place ?? [];
  const names = [...new Set(open.flatMap(({ element }) => element?.names[0] ?? []))];
  const owner = first?.element && elementName(first.element);
  // Elements without a name are reached by tracking everything.
  const all = names.length === 0 || names.length > MOST_NAMES || open.some(({ element }) => element?.names.length === 0);
  return new ForgeError({
    code: "FORGE2001",
    message: `${open.length === 1 ? `the ${first?.source?.kind} source of ${owner} is` : `${open.length} sources are`} not in forge.lock`,
    ...(place && { place }),
    related: open.slice(1, 10).map(({ source }) => ({ message: `${source?.kind}`, ...(source?.place[0] && { place: source.place[0] }) })),
    help: all ? "forge track" : `forge track ${names.join(" ")}`,
  });
}
