// What an element, or the defaults of its kind, say of steps and limits that the kind does not have.

import type { CallSite } from "./call-site.ts";
import type { ElementData } from "./element-data.ts";
import type { LimitsInput } from "./element-input.ts";
import { didYouMean } from "./nearest.ts";
import { refusal } from "./refuse.ts";

export interface Said {
  readonly steps: { readonly [step: string]: unknown };
  readonly limits: LimitsInput;
  /** Who said it. */
  readonly site: CallSite;
}

/** Throws FORGE1007. */
export function checkRecipe({ kind: { kind }, recipe }: Pick<ElementData, "kind" | "recipe">, { steps, limits, site }: Said): void {
  const known = recipe.type === "run" ? Object.keys(recipe.steps) : [];
  const unknown = Object.keys(steps).find((step) => !known.includes(step));
  if (unknown !== undefined) {
    const message = known.length === 0 ? `${kind} has no steps` : `${kind} has no step "${unknown}"${didYouMean(unknown, known)}`;
    throw refusal({ code: "FORGE1007", message, site, ...(known.length > 0 && { help: `its steps are ${known.join(", ")}` }) });
  }
  const [limit] = Object.keys(limits);
  if (limit !== undefined && recipe.type !== "run")
    throw refusal({ code: "FORGE1007", message: `${kind} runs no commands, so it has no \`${limit}\``, site });
}
