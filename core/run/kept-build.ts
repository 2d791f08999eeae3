// A failed build whose sandbox was kept: what a person needs to look into it, and what a build needs to go on in it.
//
// The store keeps the directory (core/store/kept-roots.ts); this is what stands in its description. One for each element, the
// newest. It names the layers that it lies over, so that gc takes it before them.

import { identityOf } from "../key/digest.ts";
import { ForgeError } from "../model/errors.ts";
import { elementName } from "../model/graph.ts";
import type { ElementId, TreeDigest } from "../model/ids.ts";
import type { JsonObject } from "../model/json.ts";
import type { SandboxCommand } from "../model/sandbox.ts";
import { elementOf } from "../plan/staging-order.ts";
import type { BuildRoot } from "./build-root.ts";
import type { EngineContext } from "./context.ts";
import type { LabelledCommand } from "./failure.ts";

export interface KeptBuild {
  /** What was being done. A compose has no steps to go on with. */
  readonly purpose: "build" | "test" | "compose";
  /** Milliseconds of the epoch at which it failed. */
  readonly time: number;
  /** The step that failed. */
  readonly step: string;
  /** Absolute path of the log. */
  readonly log: string;
  /** Where its commands began, and their environment as the element says it. */
  readonly cwd: string;
  readonly environment: SandboxCommand["environment"];
  /** Milliseconds of the epoch at which the first step began. */
  readonly since: number;
  /** Commands that ran before the steps. */
  readonly integration: readonly LabelledCommand[];
  /** What the root lies over. */
  readonly trees: readonly TreeDigest[];
  readonly root: BuildRoot;
}

/** What a build says of itself when it failed. */
export type KeptFacts = Omit<KeptBuild, "time" | "trees" | "root">;

/** Keeps the root of a build that failed, if roots are kept. Says whether it did; then its job directory may be elsewhere. */
export async function keepBuild(context: EngineContext, id: ElementId, root: BuildRoot, facts: KeptFacts): Promise<boolean> {
  const { store, keepFailed } = context;
  const { job, ...rest } = root;
  const name = nameOf(context, id);
  const trees = root.mounts.flatMap(({ lowers }) => lowers.flatMap((lower) => /^trees\/([0-9a-f]{64})(?:\/|$)/.exec(lower)?.[1] ?? []));
  const description = { ...facts, time: Date.now(), root: rest, trees: [...new Set(trees)] };
  // It failed again where it was resumed.
  if (job === store.kept.directory(name)) {
    await store.kept.describe(name, description as unknown as JsonObject);
    return true;
  }
  if (keepFailed.count === 0 || !(await store.kept.keep(job, name, description as unknown as JsonObject))) return false;
  store.kept.trim(keepFailed);
  return findKept(context, id) !== undefined;
}

/** The newest failed build of an element that was kept. */
export function findKept(context: EngineContext, id: ElementId): KeptBuild | undefined {
  const found = context.store.kept.find(nameOf(context, id));
  if (!found) return undefined;
  const { root, ...rest } = found.description as unknown as KeptBuild;
  // fsck may have put one into quarantine.
  if (!rest.trees.every((tree) => context.store.trees.has(tree))) return undefined;
  return { ...rest, root: { ...root, job: found.directory } };
}

/** The failed build of an element that was kept. Throws FORGE3011. */
export function keptBuild(context: EngineContext, id: ElementId): KeptBuild {
  const kept = findKept(context, id);
  if (kept) return kept;
  const name = elementName(elementOf(context.graph, id));
  throw new ForgeError({
    code: "FORGE3011",
    message: `there is no sandbox of a failed build of ${name}`,
    help: `forge build --retry-failed ${name}, and where that fails it keeps one; forge shell --build ${name} opens a fresh one`,
  });
}

/** Has it in use until it is disposed of, so that no other build takes its place. */
export function useKept(context: EngineContext, id: ElementId): Disposable {
  return context.store.kept.use(nameOf(context, id));
}

/** To be called when the element was built after all. */
export function dropKept(context: EngineContext, id: ElementId): void {
  context.store.kept.drop(nameOf(context, id));
}

function nameOf({ graph }: EngineContext, id: ElementId): string {
  return identityOf([graph.project.name, elementName(elementOf(graph, id))]).slice(0, 32);
}
