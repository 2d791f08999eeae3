// The root that commands run in: its job directory, and what is where in it. As data, so that a failed one can be kept.
//
// The output directory is plain and bound into the root, so capture reads only what the build wrote. With output "/" the root
// itself is that directory: what is staged there is copied in and owned.

import { lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ForgeError } from "../model/errors.ts";
import type { RunRecipe } from "../model/graph.ts";
import type { SandboxRequest, StagedMount } from "../model/sandbox.ts";
import { type Cover, coverStaging, type StagedTree, sharedBy } from "../stage/cover.ts";
import type { Store } from "../store/store.ts";
import { mergeTrees } from "../tree/merge.ts";
import { metadataScript } from "./metadata-script.ts";
import type { StagedDependency } from "./staging.ts";

/** Directory in the sandbox for what steps hand to the engine beside their output. */
export const SCRATCH = "/forge/scratch";

/** Script in that directory, for steps that make images of what is staged beside the root. */
const RESTORE_METADATA = "restore-metadata";

export interface BuildRoot {
  /** Absolute. */
  readonly job: string;
  /** What is staged. */
  readonly mounts: readonly StagedMount[];
  /** Whether the output directory is the root itself. */
  readonly plain: boolean;
  /** Directories below `job` that are bound writable. */
  readonly binds: readonly { readonly at: string; readonly from: string }[];
}

/** What was noticed while a root was made. */
export interface MadeRoot extends Pick<Cover, "overlaps" | "hidden"> {
  readonly root: BuildRoot;
}

export interface RootInputs {
  readonly recipe: RunRecipe;
  readonly dependencies: readonly StagedDependency[];
  readonly sources: readonly StagedTree[];
}

/** Stages into a job directory. Throws FORGE3003, FORGE3006. */
export async function makeRoot(store: Store, job: string, { recipe, dependencies, sources }: RootInputs): Promise<MadeRoot> {
  const staged = [...dependencies, ...sources];
  refuseBelowOutput(recipe, staged);
  for (const name of [OUTPUT, BUILD, OWN_SCRATCH]) mkdirSync(join(job, name));
  const plain = recipe.output === "/";
  const { mounts, ...shared } = await coverStaging(store, plain ? staged.filter(({ at }) => at !== "/") : staged);
  if (dependencies.some(({ at }) => at !== "/"))
    writeFileSync(join(job, OWN_SCRATCH, RESTORE_METADATA), metadataScript(store.trees, dependencies));
  const copied = plain ? await copyRoot(store, staged, join(job, OUTPUT)) : { overlaps: [], hidden: [] };
  const binds = [
    ...(plain ? ownTmp(job) : [{ at: recipe.output, from: OUTPUT }]),
    ...(isCovered(mounts, recipe.buildDirectory) ? [] : [{ at: recipe.buildDirectory, from: BUILD }]),
    { at: SCRATCH, from: OWN_SCRATCH },
  ];
  return {
    root: { job, mounts, plain, binds },
    overlaps: [...copied.overlaps, ...shared.overlaps],
    hidden: [...copied.hidden, ...shared.hidden],
  };
}

/** What of a root a sandbox is asked for. */
export function rootRequest(
  store: Store,
  { job, mounts, plain, binds }: BuildRoot,
): Pick<SandboxRequest, "jobDirectory" | "storeRoot" | "mounts" | "plainRoot" | "binds" | "hostname"> {
  return {
    jobDirectory: job,
    storeRoot: store.root,
    mounts: plain ? mounts : withRoot(mounts),
    ...(plain && { plainRoot: join(job, OUTPUT) }),
    binds: binds.map(({ at, from }) => ({ at, from: join(job, from) })),
    hostname: "forge",
  };
}

/** Names in a job directory. */
export const OUTPUT = "output";
const BUILD = "build";
const OWN_SCRATCH = "scratch";

/** Copies the merge of what is staged at "/" into the plain root. */
async function copyRoot(store: Store, staged: readonly StagedTree[], root: string): Promise<Pick<Cover, "overlaps" | "hidden">> {
  const here = staged.filter(({ at }) => at === "/");
  const [first] = here;
  for (const { tree } of here) store.trees.root(tree);
  if (first === undefined || here.length === 1) {
    if (first) await store.trees.materializeInto(first.tree, root);
    return { overlaps: [], hidden: [] };
  }
  const merged = mergeTrees(store.trees, here);
  store.trees.put(
    merged.root,
    merged.directories,
    here.map(({ tree }) => tree),
  );
  await store.trees.materializeInto(merged.root, root);
  return { overlaps: sharedBy(here, merged.overlaps), hidden: sharedBy(here, merged.ignored) };
}

/** A root that is captured has a /tmp of its own, whose mode and owner are part of it; the sandbox's would hide it. */
function ownTmp(job: string): BuildRoot["binds"] {
  const from = `${OUTPUT}/tmp`;
  return lstatSync(join(job, from), { throwIfNoEntry: false })?.isDirectory() ? [{ at: "/tmp", from }] : [];
}

/** A sandbox has a root even where nothing is staged at "/". */
export function withRoot(mounts: readonly StagedMount[]): readonly StagedMount[] {
  return mounts.some(({ at }) => at === "/") ? mounts : [{ at: "/", lowers: [] }, ...mounts];
}

/** Whether something is staged exactly at the build directory: then it is an overlay and needs no bind. */
function isCovered(mounts: readonly { readonly at: string }[], path: string): boolean {
  return path === "/" || mounts.some(({ at }) => at === path);
}

function refuseBelowOutput(recipe: RunRecipe, staged: readonly StagedTree[]): void {
  if (recipe.output === "/") return;
  const below = staged.find(({ at }) => at === recipe.output || at.startsWith(`${recipe.output}/`));
  if (!below) return;
  throw new ForgeError({
    code: "FORGE3006",
    message: `${below.name} is staged at ${below.at}, at or below the output ${recipe.output}`,
    help: "stage it elsewhere; only what the commands write is captured",
  });
}
