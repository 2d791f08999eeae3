// Runs the commands of a `run` recipe over what it stages: to make an artifact, or to test one.
//
// Knows the sandbox only as a port. Its output directory is plain and bound into the root, so capture reads only what the
// build wrote. With output "/" the root itself is that directory: what is staged there is copied in and owned.

import { lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ForgeError } from "../model/errors.ts";
import type { RunRecipe, Step } from "../model/graph.ts";
import type { SandboxCommand, SandboxReport, StagedMount } from "../model/sandbox.ts";
import { elementOf } from "../plan/staging-order.ts";
import { coverStaging, type StagedTree } from "../stage/cover.ts";
import { mergeTrees } from "../tree/merge.ts";
import type { EngineContext } from "./context.ts";
import { type LabelledCommand, runFailure } from "./failure.ts";
import { integrationCommands } from "./integration.ts";
import type { MakeInputs } from "./make-element.ts";
import { metadataScript } from "./metadata-script.ts";
import { reportOverlaps } from "./remarks.ts";
import { type StagedDependency, stagedSources } from "./staging.ts";

/** Directory in the sandbox for what steps hand to the engine beside their output. */
export const SCRATCH = "/forge/scratch";

/** Script in that directory, for steps that make images of what is staged beside the root. */
const RESTORE_METADATA = "restore-metadata";

export interface StepsInputs {
  readonly recipe: RunRecipe;
  /** Those to run: the recipe's own, or with its tests. */
  readonly steps: readonly Step[];
  readonly dependencies: readonly StagedDependency[];
}

/** What the steps left, as long as its job directory is there. */
export interface StepsRun {
  readonly job: string;
  /** What lies at the output path. */
  readonly output: string;
  /** What was written to the root. Absent for a plain root. */
  readonly upper: string | undefined;
  /** Mounts of their own. */
  readonly places: readonly StagedMount[];
  /** Milliseconds of the epoch at which the first step began, or later. */
  readonly since: number;
}

/** Runs the steps and gives what they left to `use`. Throws ForgeError. */
export async function runSteps<Result>(
  inputs: MakeInputs,
  { recipe, steps, dependencies }: StepsInputs,
  use: (run: StepsRun) => Promise<Result>,
): Promise<Result> {
  const { context, id } = inputs;
  const { store, sandbox } = context;
  const element = elementOf(context.graph, id);
  const staged = [...dependencies, ...stagedSources(context, id, inputs.sources)];
  refuseBelowOutput(recipe, staged);

  inputs.onPhase("stage");
  const job = store.createJob("build");
  try {
    const directories = { output: join(job, "output"), build: join(job, "build"), scratch: join(job, "scratch") };
    for (const directory of Object.values(directories)) mkdirSync(directory);
    const plain = recipe.output === "/";
    const cover = await coverStaging(store, plain ? staged.filter(({ at }) => at !== "/") : staged);
    if (dependencies.some(({ at }) => at !== "/"))
      writeFileSync(join(directories.scratch, RESTORE_METADATA), metadataScript(store.trees, dependencies));
    if (plain) await copyRoot(context, staged, directories.output);
    reportOverlaps(context, element, cover.overlaps);

    inputs.onPhase("sandbox");
    const log = inputs.log();
    const lease = inputs.jobs();
    const environment = injected(element.environment, lease.environment);
    const commands = [...(recipe.integrate ? integrationCommands(dependencies) : []), ...stepCommands(steps, recipe.cwd, environment)];
    let step = "";
    let since = 0;
    let report: SandboxReport | undefined;
    try {
      report = await sandbox.run({
        jobDirectory: job,
        storeRoot: store.root,
        mounts: plain ? cover.mounts : withRoot(cover.mounts),
        ...(plain && { plainRoot: directories.output }),
        binds: [
          ...(plain ? ownTmp(directories.output) : [{ at: recipe.output, from: directories.output }]),
          ...(isCovered(cover.mounts, recipe.buildDirectory) ? [] : [{ at: recipe.buildDirectory, from: directories.build }]),
          { at: SCRATCH, from: directories.scratch },
        ],
        commands: commands.map(({ command }) => command),
        log: log.descriptor,
        hostname: "forge",
        ...(recipe.timeLimit !== undefined && { limits: { seconds: recipe.timeLimit } }),
        ...(lease.jobserver !== undefined && { jobserver: lease.jobserver }),
        onCommand: (index) => {
          const label = commands[index]?.step ?? "";
          if (label === step) return;
          if (step === "integrate") since = Date.now();
          step = label;
          inputs.onStep(step);
        },
        ...(context.signal && { signal: context.signal }),
      });
    } finally {
      lease.end(report?.outcome.type === "succeeded");
    }
    if (report.outcome.type !== "succeeded") throw runFailure(element, report.outcome, commands, log.path);
    inputs.onPhase("capture");
    const { upper, writtenSince = 0 } = report;
    return await use({ job, output: directories.output, upper, places: cover.mounts, since: Math.max(since, writtenSince) });
  } finally {
    await sandbox.remove(job);
  }
}

/** What the executor tells, less what the element says itself. */
function injected(environment: SandboxCommand["environment"], told: SandboxCommand["environment"]): SandboxCommand["environment"] {
  return [...new Map([...told, ...environment])].sort(([a], [b]) => (a < b ? -1 : 1));
}

function stepCommands(steps: readonly Step[], cwd: string, environment: SandboxCommand["environment"]): readonly LabelledCommand[] {
  return steps.flatMap(({ name, commands }) => commands.map((script) => ({ step: name, command: { script, cwd, environment } })));
}

/** Copies the merge of what is staged at "/" into the plain root. */
async function copyRoot({ store }: EngineContext, staged: readonly StagedTree[], root: string): Promise<void> {
  const here = staged.filter(({ at }) => at === "/");
  if (here.length === 0) return;
  for (const { tree } of here) store.trees.root(tree);
  const [first] = here;
  if (here.length === 1 && first) return store.trees.materializeInto(first.tree, root);
  const merged = mergeTrees(store.trees, here);
  store.trees.put(
    merged.root,
    merged.directories,
    here.map(({ tree }) => tree),
  );
  await store.trees.materializeInto(merged.root, root);
}

/** A root that is captured has a /tmp of its own, whose mode and owner are part of it; the sandbox's would hide it. */
function ownTmp(root: string): readonly { readonly at: string; readonly from: string }[] {
  const from = join(root, "tmp");
  return lstatSync(from, { throwIfNoEntry: false })?.isDirectory() ? [{ at: "/tmp", from }] : [];
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
