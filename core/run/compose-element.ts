// The `compose` recipe: the union of the dependencies, integrated if asked for, cut by domains.
//
// Tree arithmetic, and a sandbox only where integration commands must run. Which paths are kept is decided by the
// dependencies' own domains; what is at a path is what is there after all staging and integration.

import { join } from "node:path";
import { type ComposeRecipe, elementName } from "../model/graph.ts";
import type { TreeDigest } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";
import { coverStaging, sharedBy } from "../stage/cover.ts";
import { mergeTrees } from "../tree/merge.ts";
import { compileSelection, keepPaths, selectPaths } from "../tree/split.ts";
import type { DirectoryReader } from "../tree/trees.ts";
import { type BuildRoot, rootRequest } from "./build-root.ts";
import { runFailure } from "./failure.ts";
import { integrationCommands } from "./integration.ts";
import { type IntegrationChanges, integrationChanges } from "./integration-changes.ts";
import { keepBuild } from "./kept-build.ts";
import type { Made, MakeInputs } from "./make-element.ts";
import { mergedMetadata } from "./merged-metadata.ts";
import { reportShared } from "./remarks.ts";
import type { StagedDependency } from "./staging.ts";

/** Merges, integrates, cuts. Throws ForgeError. */
export async function composeElement(inputs: MakeInputs, recipe: ComposeRecipe, dependencies: readonly StagedDependency[]): Promise<Made> {
  const { context, id } = inputs;
  const { store } = context;
  const backing = dependencies.map(({ tree }) => tree);
  for (const tree of backing) store.trees.root(tree);
  const merged = mergeTrees(store.trees, dependencies);
  reportShared(context, elementOf(context.graph, id), {
    overlaps: sharedBy(dependencies, merged.overlaps),
    hidden: sharedBy(dependencies, merged.ignored),
  });
  store.trees.put(merged.root, merged.directories, backing);

  const changes = recipe.integrate ? await integrate(inputs, dependencies, merged.root) : undefined;
  const root = changes?.root ?? merged.root;
  const metadata = mergedMetadata(store.trees, dependencies, changes);
  const kept = selectedPaths(context.store.trees, recipe, dependencies);
  if (!kept) return { tree: root, metadata: [...metadata.values()] };
  // What was changed is kept if it would have been; what was made belongs to no domain, and is what integrating is for.
  for (const path of changes?.added ?? []) kept.add(path);
  const cut = keepPaths(store.trees, root, kept);
  store.trees.put(cut.root, cut.directories, [root]);
  return { tree: cut.root, metadata: [...metadata.values()].filter(({ path }) => cut.has(path)) };
}

/** Runs the integration commands over the merge, where there are any, and gives the tree as it is afterwards. */
async function integrate(
  inputs: MakeInputs,
  dependencies: readonly StagedDependency[],
  before: TreeDigest,
): Promise<IntegrationChanges | undefined> {
  const { context, id } = inputs;
  const { store, sandbox } = context;
  const commands = integrationCommands(dependencies);
  if (commands.length === 0) return undefined;
  const job = store.createJob("compose");
  try {
    const log = inputs.log();
    inputs.onStep("integrate");
    // What is placed elsewhere would be a mount of its own, and what is written to that is not listed: then all is one root.
    const isPlaced = dependencies.some(({ at }) => at !== "/");
    const staged = isPlaced ? [{ tree: before, at: "/", name: elementName(elementOf(context.graph, id)) }] : dependencies;
    const { mounts } = await coverStaging(store, staged);
    const root: BuildRoot = { job, mounts, plain: false, binds: [] };
    const report = await sandbox.run({
      ...rootRequest(store, root),
      commands: commands.map(({ command }) => command),
      log: log.descriptor,
      listMerged: true,
      ...(context.signal && { signal: context.signal }),
    });
    const { outcome } = report;
    if (outcome.type !== "succeeded") {
      const { cwd, environment } = commands[outcome.type === "failed" ? outcome.command : 0]?.command ?? { cwd: "/", environment: [] };
      const isOver = outcome.type === "stopped" && outcome.reason === "cancelled";
      const facts = { purpose: "compose", step: "integrate", log: log.path, cwd, environment, since: 0, integration: commands } as const;
      const kept = !isOver && (await keepBuild(context, id, root, facts));
      throw runFailure(elementOf(context.graph, id), outcome, { commands, log: log.path, kept });
    }
    if (!report.merged || report.upper === undefined) throw new Error("internal: the sandbox listed nothing");
    return await integrationChanges(store, {
      before,
      merged: report.merged,
      upper: report.upper,
      since: report.writtenSince ?? 0,
      scratch: join(job, "changed"),
    });
  } finally {
    await sandbox.remove(job);
  }
}

/** Paths that some dependency counts to a chosen domain, those of devices included. Undefined: all of them. */
function selectedPaths(reader: DirectoryReader, recipe: ComposeRecipe, dependencies: readonly StagedDependency[]): Set<string> | undefined {
  if (recipe.include.length === 0 && recipe.exclude.length === 0 && recipe.orphans) return undefined;
  const paths = new Set<string>();
  for (const { artifact, at } of dependencies) {
    const selection = { rules: artifact.splitRules, include: recipe.include, exclude: recipe.exclude, orphans: recipe.orphans };
    const isChosen = compileSelection(selection);
    const chosen = [...selectPaths(reader, artifact.tree, selection), ...artifact.metadata.map(({ path }) => path).filter(isChosen)];
    for (const path of chosen) paths.add(at === "/" ? path : `${at}${path}`);
  }
  return paths;
}
