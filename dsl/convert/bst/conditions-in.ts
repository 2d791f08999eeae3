// Which conditions stand in a file of a project, in what it includes, and in what they bring: as they are written.

import { join } from "node:path";
import { type Expression, parseExpression } from "../../bst/conditional-expression.ts";
import { isBstError } from "../../bst/errors.ts";
import type { Project } from "../../bst/project.ts";
import type { BstNode } from "../../bst/yaml/node.ts";

/** Expressions by their text, and options that matter in ways that no expression of this project says. */
export interface Conditions {
  readonly expressions: ReadonlyMap<string, Expression>;
  readonly options: ReadonlySet<string>;
}

/** `path`: of a file below the project's directory. */
export function conditionsIn(project: Project, path: string): Conditions {
  const expressions = new Map<string, Expression>();
  const options = new Set<string>();
  const seen = new Set<string>();
  file(path);
  return { expressions, options };

  function file(name: string): void {
    if (seen.has(name)) return;
    seen.add(name);
    try {
      visit(project.session.parsed.read(project.files.real(join(project.directory, name)), { stripped: project.format === 2 }));
    } catch (error) {
      // What is wrong with it is said where it is loaded.
      if (!isBstError(error)) throw error;
    }
  }

  function visit(node: BstNode): void {
    if (node.type === "scalar") return;
    if (node.type === "sequence") {
      node.items.forEach(visit);
      return;
    }
    for (const [key, value] of node.entries) {
      if (key === "(@)") included(value);
      else if (key === "(?)") conditions(value);
      else visit(value);
    }
  }

  function conditions(node: BstNode): void {
    if (node.type !== "sequence") return;
    for (const item of node.items) {
      if (item.type !== "mapping") continue;
      for (const [text, branch] of item.entries) {
        add(text);
        visit(branch);
      }
    }
  }

  function add(text: string): void {
    try {
      const expression = parseExpression(text);
      expressions.set(text, expression);
      for (const name of namesIn(expression)) options.add(name);
    } catch {
      // It is refused where it is loaded.
    }
  }

  function included(node: BstNode): void {
    const items = node.type === "sequence" ? node.items : [node];
    for (const item of items) {
      if (item.type !== "scalar") continue;
      const colon = item.text.lastIndexOf(":");
      if (colon < 0) file(item.text.trim());
      // The other project's options are what the junction makes of this one's.
      else {
        const [junction = ""] = item.text.slice(0, colon).split(":");
        const path = join(project.head.elementPath, junction.trim());
        file(path);
        const names = referencesOf(project, path);
        for (const { name, variable } of project.firstPass.options.declarations.values())
          if (variable !== undefined && names.has(variable)) options.add(name);
      }
    }
  }
}

/** Names of variables that a file refers to. */
export function referencesOf(project: Project, path: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: BstNode): void => {
    if (node.type === "scalar") for (const name of (node.parts ?? []).filter((_, index) => index % 2 === 1)) names.add(name);
    else for (const inner of node.type === "sequence" ? node.items : node.entries.values()) visit(inner);
  };
  try {
    visit(project.session.parsed.read(project.files.real(join(project.directory, path)), { stripped: project.format === 2 }));
  } catch (error) {
    if (!isBstError(error)) throw error;
  }
  return names;
}

/** Names of options in an expression. */
function namesIn(expression: Expression): readonly string[] {
  switch (expression.type) {
    case "value":
      return [];
    case "name":
      return [expression.name];
    case "list":
      return expression.items.flatMap(namesIn);
    case "not":
      return namesIn(expression.operand);
    case "and":
    case "or":
      return expression.operands.flatMap(namesIn);
    case "compare":
      return [...namesIn(expression.first), ...expression.rest.flatMap(({ operand }) => namesIn(operand))];
  }
}
