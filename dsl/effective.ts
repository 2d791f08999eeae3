// What holds for an element: what it says itself, over the project's defaults for its kind, over what the kind says, over the
// project's defaults for all, over the language's own.
//
// Texts stay late: a variable that anybody sets is read in the element's scope, whoever mentions it.

import { checkRecipe } from "./check-recipe.ts";
import type { AllDefaults, DefaultsData } from "./defaults.ts";
import { builtinDomains } from "./domains.ts";
import { editedList, type List } from "./edits.ts";
import type { ElementData } from "./element-data.ts";
import type { LimitsInput, StepInput } from "./element-input.ts";
import { defaultEnvironment, type Environment } from "./environment.ts";
import type { RecipeInput } from "./recipe.ts";
import type { Layers } from "./scope.ts";
import { isText, type Script, type Text } from "./text.ts";

/** What of an element depends on more than itself. */
export interface Effective {
  /** Variables, the strongest layer first. */
  readonly layers: Layers;
  readonly environment: Environment;
  readonly domains: readonly (readonly [domain: string, patterns: readonly Text[]])[];
}

export interface DefaultsOf {
  effective(data: ElementData): Effective;
  recipe(data: ElementData): RecipeInput;
  /** The commands of a step of the recipe. */
  commands(data: ElementData, step: string, own: readonly Script[]): readonly Script[];
  overlapWhitelist(data: ElementData): readonly Text[];
  limits(data: ElementData): LimitsInput;
}

/** `projectVariables` are definitions of the project's own variables. */
export function createDefaultsOf({ project, kinds }: AllDefaults, projectVariables: { readonly [name: string]: Text }): DefaultsOf {
  return { effective, recipe, commands, overlapWhitelist, limits };

  function effective(data: ElementData): Effective {
    const { kind } = data;
    const forKind = kinds.get(kind.kind);
    return {
      layers: [
        { values: data.variables },
        ...(forKind ? [{ values: forKind.variables, site: forKind.site }] : []),
        { values: kind.variables },
        { values: project.variables, site: project.site },
        { values: projectVariables },
      ],
      environment: {
        ...defaultEnvironment,
        ...project.environment,
        ...kind.environment,
        ...forKind?.environment,
        ...data.environment,
      },
      domains: domainsOf([project, ...(forKind ? [forKind] : []), data]),
    };
  }

  function recipe(data: ElementData): RecipeInput {
    const forKind = kinds.get(data.kind.kind);
    if (forKind === undefined) return data.recipe;
    const made = Object.keys(forKind.config).length === 0 ? data.recipe : data.kind.makeRecipe([forKind.config, data.config], data);
    checkRecipe({ kind: data.kind, recipe: made }, forKind);
    return made;
  }

  function commands(data: ElementData, step: string, own: readonly Script[]): readonly Script[] {
    const forKind = kinds.get(data.kind.kind)?.steps[step];
    return changed(changed(own, forKind), data.steps[step]);
  }

  function overlapWhitelist(data: ElementData): readonly Text[] {
    const forKind = kinds.get(data.kind.kind);
    return patternsOf([], [project.overlapWhitelist, ...(forKind ? [forKind.overlapWhitelist] : []), data.overlapWhitelist]);
  }

  function limits(data: ElementData): LimitsInput {
    return { ...project.limits, ...kinds.get(data.kind.kind)?.limits, ...data.limits };
  }
}

function changed(commands: readonly Script[], change: StepInput | undefined): readonly Script[] {
  if (change === undefined) return commands;
  const { before = [], run = commands, after = [] } = change;
  return [...before, ...run, ...after];
}

function domainsOf(said: readonly Pick<DefaultsData | ElementData, "split" | "domains">[]): Effective["domains"] {
  const all = new Map<string, readonly Text[]>(Object.entries(builtinDomains));
  for (const { split, domains } of said)
    for (const [domain, list] of Object.entries<List<Text>>({ ...split, ...domains }))
      all.set(domain, patternsOf(all.get(domain) ?? [], [list]));
  return [...all];
}

function patternsOf(base: readonly Text[], changes: readonly (List<Text> | undefined)[]): readonly Text[] {
  return changes.reduce<readonly Text[]>((list, change) => (change === undefined ? list : editedList(list, change).filter(isText)), base);
}
