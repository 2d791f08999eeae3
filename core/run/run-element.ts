// The `run` recipe: run its steps over what it stages, and capture the output path.

import { join } from "node:path";
import type { RunRecipe } from "../model/graph.ts";
import { elementOf } from "../plan/staging-order.ts";
import type { Made, MakeInputs } from "./make-element.ts";
import { reportStrays } from "./remarks.ts";
import { runSteps, type StepsRun } from "./run-steps.ts";
import type { StagedDependency } from "./staging.ts";

/** Runs the steps and captures their output. Throws ForgeError. */
export async function runElement(inputs: MakeInputs, recipe: RunRecipe, dependencies: readonly StagedDependency[]): Promise<Made> {
  return runSteps(inputs, { recipe, steps: recipe.steps, dependencies, purpose: "build" }, captureOutput(inputs, recipe));
}

/** Captures what steps left. */
export function captureOutput({ context, id }: Pick<MakeInputs, "context" | "id">, recipe: RunRecipe): (run: StepsRun) => Promise<Made> {
  return async ({ job, output, upper, places, since }) => {
    const captured = await context.store.trees.capture(output, {
      drop: recipe.drop,
      ...(recipe.fakerootState !== undefined && { fakerootState: join(job, recipe.fakerootState.replace("/forge/", "")) }),
    });
    if (upper !== undefined) reportStrays(context, { element: elementOf(context.graph, id), recipe, upper, places, since });
    return { tree: captured.tree.digest, metadata: captured.metadata };
  };
}
