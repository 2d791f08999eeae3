// Runs the commands of a `run` recipe over what it stages: to make an artifact, or to test one.
//
// Knows the sandbox only as a port, and roots as core/run/build-root.ts makes them. Where a command fails the root may be
// kept as it is (core/run/kept-build.ts); else nothing is left of it.

import { join } from "node:path";
import type { RunRecipe, Step } from "../model/graph.ts";
import type { SandboxCommand, SandboxReport, StagedMount } from "../model/sandbox.ts";
import { elementOf } from "../plan/staging-order.ts";
import { type BuildRoot, makeRoot, OUTPUT, rootRequest } from "./build-root.ts";
import { type LabelledCommand, runFailure } from "./failure.ts";
import { integrationCommands } from "./integration.ts";
import { type KeptFacts, keepBuild } from "./kept-build.ts";
import type { MakeInputs } from "./make-element.ts";
import { reportShared } from "./remarks.ts";
import { type StagedDependency, stagedSources } from "./staging.ts";

export interface StepsInputs {
  readonly recipe: RunRecipe;
  /** Those to run: the recipe's own, or with its tests. */
  readonly steps: readonly Step[];
  readonly dependencies: readonly StagedDependency[];
  readonly purpose: "build" | "test";
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
  { recipe, steps, dependencies, purpose }: StepsInputs,
  use: (run: StepsRun) => Promise<Result>,
): Promise<Result> {
  const { context, id } = inputs;
  const { store, sandbox } = context;
  inputs.onPhase("stage");
  const job = store.createJob("build");
  try {
    const sources = stagedSources(context, id, inputs.sources);
    const { root, overlaps, hidden } = await makeRoot(store, job, { recipe, dependencies, sources });
    reportShared(context, elementOf(context.graph, id), { overlaps, hidden });
    const integration = recipe.integrate ? integrationCommands(dependencies) : [];
    return await runInRoot(inputs, root, { recipe, steps, integration, since: 0, purpose }, use);
  } finally {
    await sandbox.remove(job);
  }
}

export interface CommandsInputs extends Pick<StepsInputs, "recipe" | "steps" | "purpose"> {
  /** Commands before the steps. */
  readonly integration: readonly LabelledCommand[];
  /** Milliseconds of the epoch at which the first step began, where it began before. */
  readonly since: number;
}

/** Runs commands in a root and gives what they left to `use`. Throws ForgeError; the root is kept then, or else the caller's. */
export async function runInRoot<Result>(
  inputs: MakeInputs,
  root: BuildRoot,
  { recipe, steps, integration, purpose, ...begun }: CommandsInputs,
  use: (run: StepsRun) => Promise<Result>,
): Promise<Result> {
  const { context, id } = inputs;
  const element = elementOf(context.graph, id);
  inputs.onPhase("sandbox");
  const log = inputs.log();
  const lease = inputs.jobs();
  const commands = [...integration, ...stepCommands(steps, recipe.cwd, injected(element.environment, lease.environment))];
  let step = "";
  let { since } = begun;
  let report: SandboxReport | undefined;
  try {
    report = await context.sandbox.run({
      ...rootRequest(context.store, root),
      commands: commands.map(({ command }) => command),
      log: log.descriptor,
      ...(recipe.timeLimit !== undefined && { limits: { seconds: recipe.timeLimit } }),
      ...(lease.jobserver !== undefined && { jobserver: lease.jobserver }),
      onCommand: (index, at) => {
        const label = commands[index]?.step ?? "";
        if (label === step) return;
        if (step === "integrate") since = Date.now();
        step = label;
        if (at !== undefined) log.step(step, at);
        inputs.onStep(step);
      },
      ...(context.signal && { signal: context.signal }),
    });
  } finally {
    lease.end(report?.outcome.type === "succeeded");
  }
  const { outcome, upper, writtenSince = 0 } = report;
  const { cwd } = recipe;
  const facts = (): KeptFacts => ({ purpose, step, log: log.path, cwd, environment: element.environment, since, integration });
  if (outcome.type !== "succeeded") {
    const isOver = outcome.type === "stopped" && outcome.reason === "cancelled";
    const kept = !isOver && (await keepBuild(context, id, root, facts()));
    throw runFailure(element, outcome, { commands, log: log.path, kept });
  }
  inputs.onPhase("capture");
  try {
    return await use({ job: root.job, output: join(root.job, OUTPUT), upper, places: root.mounts, since: Math.max(since, writtenSince) });
  } catch (error) {
    await keepBuild(context, id, root, facts());
    throw error;
  }
}

/** What the executor tells, less what the element says itself. */
function injected(environment: SandboxCommand["environment"], told: SandboxCommand["environment"]): SandboxCommand["environment"] {
  return [...new Map([...told, ...environment])].sort(([a], [b]) => (a < b ? -1 : 1));
}

function stepCommands(steps: readonly Step[], cwd: string, environment: SandboxCommand["environment"]): readonly LabelledCommand[] {
  return steps.flatMap(({ name, commands }) => commands.map((script) => ({ step: name, command: { script, cwd, environment } })));
}
