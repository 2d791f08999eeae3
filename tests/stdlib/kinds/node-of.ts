// An element as the graph has it, without a project of its own around it: what tests of kinds look at.

import type { ElementNode, RunRecipe } from "../../../core/model/graph.ts";
import { PROJECT } from "../../../dsl/context.ts";
import { defineProject, type Element } from "../../../stdlib/public.ts";

export function nodeOf(element: Element): ElementNode {
  const node = defineProject({ name: "test", elements: { element } })[PROJECT]().elements.at(-1);
  if (node === undefined) throw new Error("a project without elements");
  return node;
}

export function runRecipeOf(element: Element): RunRecipe {
  const { recipe } = nodeOf(element);
  if (recipe.type !== "run") throw new Error(`a ${recipe.type} is no run`);
  return recipe;
}

/** The commands of a step, `test` among them. */
export function commandsOf(element: Element, step: string): readonly string[] {
  const { steps, tests = [] } = runRecipeOf(element);
  return [...steps, ...tests].find(({ name }) => name === step)?.commands ?? [];
}

/** The value of a variable of its environment. */
export function environmentOf(element: Element, name: string): string | undefined {
  return nodeOf(element).environment.find(([other]) => other === name)?.[1];
}
