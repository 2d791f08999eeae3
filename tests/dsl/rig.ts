// Graphs of a few elements, made in the test's own process.

import { ForgeError } from "../../core/model/errors.ts";
import type { ElementNode, Graph, RunRecipe } from "../../core/model/graph.ts";
import { PROJECT } from "../../dsl/context.ts";
import { defineProject, type ElementRecord, type ProjectInput } from "../../dsl/define-project.ts";
import type { Script } from "../../dsl/text.ts";
import { manual } from "../../stdlib/public.ts";

export function graphOf(elements: ElementRecord, rest: Partial<ProjectInput<ElementRecord>> = {}): Graph {
  return defineProject({ name: "test", elements, ...rest })[PROJECT]();
}

/** The node of the element that has a name. */
export function nodeOf(graph: Graph, name: string): ElementNode {
  const found = graph.elements.find(({ names }) => names.includes(name));
  if (!found) throw new Error(`no element ${name}`);
  return found;
}

/** The only named element of a graph of its own. */
export function nodeOfElement(element: ElementRecord[string]): ElementNode {
  return nodeOf(graphOf({ element }), "element");
}

export function runRecipe(node: ElementNode): RunRecipe {
  if (node.recipe.type !== "run") throw new Error("not a run");
  return node.recipe;
}

/** The final text of a script. */
export function textOf(script: Script): string {
  return runRecipe(nodeOfElement(manual({ install: [script] }))).steps[0]?.commands[0] ?? "";
}

/** What a function is refused with. */
export function refusalOf(act: () => unknown): ForgeError {
  try {
    act();
  } catch (error) {
    if (error instanceof ForgeError) return error;
    throw error;
  }
  throw new Error("not refused");
}
