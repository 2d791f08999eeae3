// Goes on with a build that failed, in its sandbox as a person left it: from the failed step, or from one that is named.
//
// The steps are those of the element as it is now, so a mended step is the one that runs; what they run over is what was kept.
// Nobody can say any more what the result was made from: whoever publishes it says that it is tainted.

import { ForgeError } from "../model/errors.ts";
import { elementName, type RunRecipe, type Step } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";
import type { EngineContext } from "./context.ts";
import { type KeptBuild, keptBuild, useKept } from "./kept-build.ts";
import type { Made, MakeInputs } from "./make-element.ts";
import { captureOutput } from "./run-element.ts";
import { runInRoot } from "./run-steps.ts";

/** What is to be done in a kept root. */
export interface Resumption {
  readonly kept: KeptBuild;
  readonly recipe: RunRecipe;
  readonly steps: readonly Step[];
  /** Whether the integration commands run again, too. */
  readonly integrate: boolean;
}

/** How a failed build goes on. Throws FORGE3011 where nothing was kept, FORGE3015 where it cannot. */
export function resumption(context: EngineContext, id: ElementId, from: string | undefined): Resumption {
  const kept = keptBuild(context, id);
  const element = elementOf(context.graph, id);
  const name = elementName(element);
  const { recipe } = element;
  const [place] = element.place;
  if (recipe.type !== "run" || kept.purpose !== "build") {
    throw new ForgeError({
      code: "FORGE3015",
      message: `what failed of ${name} cannot be resumed: ${kept.purpose === "test" ? "it was a test" : "it has no steps"}`,
      ...(place && { place }),
      help: `forge build --retry-failed ${name}`,
    });
  }
  const step = from ?? kept.step;
  const integrate = step === INTEGRATE;
  const at = integrate ? 0 : recipe.steps.findIndex((other) => other.name === step);
  if (at < 0) {
    throw new ForgeError({
      code: "FORGE3015",
      message: `${name} has no step ${JSON.stringify(step)} to go on from`,
      ...(place && { place }),
      help: `its steps are ${recipe.steps.map((other) => other.name).join(", ")}; name one with --from`,
    });
  }
  return { kept, recipe, steps: recipe.steps.slice(at), integrate };
}

/** What runs before the steps. */
const INTEGRATE = "integrate";

/** Runs the steps that are left, and captures their output. Throws ForgeError; then the root is kept still. */
export async function resumeElement(inputs: MakeInputs, { kept, recipe, steps, integrate }: Resumption): Promise<Made> {
  using _ = useKept(inputs.context, inputs.id);
  const commands = { recipe, steps, integration: integrate ? kept.integration : [], since: kept.since, purpose: "build" } as const;
  return runInRoot(inputs, kept.root, commands, captureOutput(inputs, recipe));
}
