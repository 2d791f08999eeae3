// A module as text: imports found, sorted and named so that nothing is called twice, statements laid out.

import { posix } from "node:path";
import type { Expression } from "./expression.ts";
import { type Doc, group, hardLine, indent, join, line, render, trailingComma } from "./layout.ts";
import type { Constant, Module, Statement } from "./module.ts";
import { Names } from "./names.ts";
import { commentDoc, expressionDoc, type LocalName, quoted } from "./print-expression.ts";
import { isOverLines } from "./template-text.ts";

/** The width that the formatter of a project is set to by `forge init`. */
const WIDTH = 140;

/** The text of a module, which ends with a line break. */
export function printModule(module: Module): string {
  const { file, comments, statements, namespaces = [], types = [] } = module;
  const imports = importsOf(statements, types);
  const own = statements.flatMap((statement) => ("name" in statement ? [statement.name] : []));
  const names = new Names([...own, ...namespaces.map(({ name }) => name), ...parametersOf(statements)]);
  const local = new Map<string, string>();
  for (const [from, exports] of imports) for (const exported of exports) local.set(`${from}\n${exported}`, names.take(exported));
  const localName: LocalName = (from, exported) => local.get(`${from}\n${exported}`) ?? exported;
  const lines = [...imports].map(([from, exports]) =>
    importDoc(specifier(file, from), exports, (exported) => {
      const isType = types.some((type) => type.from === from && type.name === exported);
      return { local: localName(from, exported), isType };
    }),
  );
  const packages = [...imports.keys()].filter((from) => !from.includes(".ts")).length;
  const spaces = namespaces.map(({ from, name }): Doc => `import * as ${name} from ${quoted(specifier(file, from))};`);
  const head: Doc[] = [
    ...(comments && comments.length > 0 ? [[...comments.map((text): Doc => [text === "" ? "//" : `// ${text}`, hardLine])]] : []),
    ...(lines.length + spaces.length > 0
      ? [[join([...lines.slice(0, packages), ...spaces, ...lines.slice(packages)], hardLine), hardLine]]
      : []),
  ];
  const body = statements.map((statement): Doc => [statementDoc(statement, { file, localName }), hardLine]);
  return `${render(join([...head, ...separated(body, statements)], hardLine), WIDTH).trimEnd()}\n`;
}

/** Lines that belong together stand together. */
function separated(docs: readonly Doc[], statements: readonly Statement[]): readonly Doc[] {
  const groups: Doc[][] = [];
  for (const [index, doc] of docs.entries()) {
    const [statement, before] = [statements[index], statements[index - 1]];
    const together = statement !== undefined && before !== undefined && isShort(statement) && isShort(before);
    const last = groups.at(-1);
    if (together && last) last.push(doc);
    else groups.push([doc]);
  }
  return groups;
}

function isShort(statement: Statement): boolean {
  if ("reexport" in statement) return true;
  if (!("name" in statement) || statement.comments || statement.description !== undefined) return false;
  const { value } = statement;
  if (value.type === "template") return !isOverLines(value);
  const { type } = value;
  return type === "string" || type === "member" || type === "code" || type === "name";
}

interface Local {
  readonly local: string;
  readonly isType: boolean;
}

function importDoc(from: string, exports: Iterable<string>, localOf: (exported: string) => Local): Doc {
  const found = [...exports].sort(byName).map((exported) => ({ exported, ...localOf(exported) }));
  const onlyTypes = found.every(({ isType }) => isType);
  const specifiers = found.map(({ exported, local, isType }) => {
    const renamed = local === exported ? exported : `${exported} as ${local}`;
    return isType && !onlyTypes ? `type ${renamed}` : renamed;
  });
  return group([
    onlyTypes ? "import type {" : "import {",
    indent([line, join(specifiers, [",", line])]),
    trailingComma,
    line,
    "} from ",
    quoted(from),
    ";",
  ]);
}

/** As a linter sorts them: packages before files, letters before their case. */
function byName(a: string, b: string): number {
  const [lowerA, lowerB] = [a.toLowerCase(), b.toLowerCase()];
  if (lowerA !== lowerB) return lowerA < lowerB ? -1 : 1;
  return a < b ? -1 : a === b ? 0 : 1;
}

function statementDoc(statement: Statement, { file, localName }: { readonly file: string; readonly localName: LocalName }): Doc {
  if ("verbatim" in statement) return join(statement.verbatim.split("\n"), hardLine);
  if ("reexport" in statement) {
    const { as, names, reexport } = statement;
    const what = names ? `{ ${[...names].sort(byName).join(", ")} }` : as === undefined ? "*" : `* as ${as}`;
    return `export ${what} from ${quoted(specifier(file, reexport))};`;
  }
  const comments = commentDoc(statement);
  if ("defaultExport" in statement) return [comments, "export default ", expressionDoc(statement.defaultExport, localName), ";"];
  return constantDoc(statement, comments, localName);
}

function constantDoc({ name, value, exported, annotation, description }: Constant, comments: Doc, localName: LocalName): Doc {
  const typed = annotation === undefined ? "" : `: ${annotation}`;
  const shown = description === undefined ? [] : [`/** ${description.replaceAll("*/", "* /")} */`, hardLine];
  const body = expressionDoc(value, localName);
  const broken = value.type === "conditional" || value.type === "binary" || value.type === "string";
  const assigned = broken ? group(indent([line, body])) : [" ", body];
  return [comments, shown, `${exported ? "export " : ""}const ${name}${typed} =`, assigned, ";"];
}

/** How a file names another, or a package. */
function specifier(file: string, from: string): string {
  if (!from.includes(".ts") && !from.includes(".json")) return from;
  const path = posix.relative(posix.dirname(file), from);
  return path.startsWith("..") ? path : `./${path}`;
}

/** What is imported, by where it comes from, in the order in which imports are sorted. */
function importsOf(statements: readonly Statement[], types: NonNullable<Module["types"]>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { from, name } of types) found.set(from, (found.get(from) ?? new Set()).add(name));
  for (const statement of statements) {
    if ("value" in statement) collect(statement.value);
    if ("defaultExport" in statement) collect(statement.defaultExport);
  }
  const isFile = (from: string): boolean => from.includes(".ts");
  return new Map([...found].sort(([a], [b]) => Number(isFile(a)) - Number(isFile(b)) || (a < b ? -1 : 1)));

  function collect(node: Expression): void {
    if (node.type === "imported") {
      const known = found.get(node.from);
      if (known) known.add(node.name);
      else found.set(node.from, new Set([node.name]));
    }
    for (const inner of childrenOf(node)) collect(inner);
  }
}

function parametersOf(statements: readonly Statement[]): readonly string[] {
  const found: string[] = [];
  const collect = (node: Expression): void => {
    if (node.type === "arrow") found.push(...namesOfParameters(node.parameters));
    for (const inner of childrenOf(node)) collect(inner);
  };
  for (const statement of statements) if ("value" in statement) collect(statement.value);
  return found;
}

/** `{ vars }, input: Input` has vars and input. */
function namesOfParameters(parameters: string): readonly string[] {
  return parameters.replace(/:[^,{}]*/g, "").match(/[\w$]+/g) ?? [];
}

/** The expressions right inside one. */
function childrenOf(node: Expression): readonly Expression[] {
  switch (node.type) {
    case "member":
      return [node.of];
    case "call":
      return [node.callee, ...node.arguments];
    case "list":
      return node.items.map(({ value }) => value);
    case "object":
      return node.fields.map(({ value }) => value);
    case "template":
      return [...(node.tag ? [node.tag] : []), ...node.parts.filter((part) => typeof part !== "string")];
    case "conditional":
      return [node.test, node.yes, node.no];
    case "binary":
      return node.operands;
    case "not":
      return [node.operand];
    case "arrow":
      return [node.body];
    default:
      return [];
  }
}
