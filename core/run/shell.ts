// A sandbox for a person: over an element and what it needs at run time, or over what it is built with.
//
// Stages what a build would stage and runs one interactive command where its steps would run. Nothing that is written
// there is kept.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { elementName, type RunRecipe } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import type { SandboxBind, StagedMount } from "../model/sandbox.ts";
import { elementOf, runtimeClosure } from "../plan/staging-order.ts";
import { coverStaging, type StagedTree } from "../stage/cover.ts";
import { type BuiltArtifacts, builtArtifacts } from "./artifacts.ts";
import { SCRATCH, withRoot } from "./build-root.ts";
import type { EngineContext } from "./context.ts";
import { runFailure } from "./failure.ts";
import { integrationCommands } from "./integration.ts";
import { startJob } from "./job.ts";
import { discardEmpty, openLog } from "./log-file.ts";
import { buildEnvironment, type ShellWishes, shellCommand } from "./shell-command.ts";
import { obtainSources } from "./sources.ts";
import { type StagedDependency, stagedDependencies, stagedSources } from "./staging.ts";

export interface ShellOptions extends ShellWishes {
  /** Whether to stage what the element is built with, sources in place. */
  readonly build: boolean;
}

/** Runs the shell until the person leaves it. Resolves to its exit code. */
export async function openShell(context: EngineContext, id: ElementId, options: ShellOptions): Promise<number> {
  const { graph, store, sandbox } = context;
  const element = elementOf(graph, id);
  const roots = options.build ? element.edges.map(({ to }) => to) : [id];
  const artifacts = await builtArtifacts(context, roots);
  const dependencies = options.build
    ? stagedDependencies(context, id, (other) => artifacts.record(other).artifact)
    : runtime(context, id, artifacts);
  const sources = options.build
    ? stagedSources(
        context,
        id,
        await obtainSources(context, id, (kind) => startJob(context, { name: elementName(element), kind: element.kind }, kind)),
      )
    : [];
  const recipe = options.build && element.recipe.type === "run" ? element.recipe : undefined;

  const directory = store.createJob("shell");
  const log = openLog(store.root, graph.project.name, elementName(element), "shell");
  try {
    const staged: readonly StagedTree[] = [...dependencies, ...sources];
    const { mounts } = await coverStaging(store, staged);
    const integration = recipe?.integrate === false ? [] : integrationCommands(dependencies);
    const command = shellCommand(options, {
      label: options.build ? `${elementName(element)}, where it is built` : elementName(element),
      cwd: recipe?.cwd ?? "/",
      environment: recipe ? buildEnvironment(element.environment) : element.environment,
    });
    const commands = [...integration, { step: "shell", command }];
    const report = await sandbox.run({
      jobDirectory: directory,
      storeRoot: store.root,
      mounts: withRoot(mounts),
      binds: [...(recipe ? bindsOf(recipe, directory, mounts) : []), ...options.mounts],
      commands: commands.map(({ command }) => command),
      log: log.descriptor,
      hostname: "forge",
      interactive: { network: options.network },
      ...(context.signal && { signal: context.signal }),
    });
    const { outcome } = report;
    if (outcome.type === "succeeded") return 0;
    if (outcome.type === "failed" && outcome.command === commands.length - 1) return outcome.exitCode;
    throw runFailure(element, outcome, { commands, log: log.path, kept: false });
  } finally {
    log.close();
    discardEmpty(log);
    await sandbox.remove(directory);
  }
}

/** An element and what it needs at run time, as it is staged for others. */
function runtime(context: EngineContext, id: ElementId, artifacts: BuiltArtifacts): readonly StagedDependency[] {
  return runtimeClosure(context.graph, id).map((element) => {
    const { artifact } = artifacts.record(element);
    return { element, at: "/", artifact, tree: artifact.tree, name: elementName(elementOf(context.graph, element)) };
  });
}

function bindsOf(recipe: RunRecipe, directory: string, mounts: readonly StagedMount[]): readonly SandboxBind[] {
  const binds = [
    { at: recipe.output, from: join(directory, "output") },
    { at: recipe.buildDirectory, from: join(directory, "build") },
    { at: SCRATCH, from: join(directory, "scratch") },
  ].filter(({ at }) => at !== "/" && !mounts.some((mount) => mount.at === at));
  for (const { from } of binds) mkdirSync(from);
  return binds;
}
