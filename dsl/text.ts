// Late text: variables, templates that hold them, and scripts. Nothing here has a value until an element's scope gives it one.
//
// A template pastes what its variables are; a script quotes it for the place in the shell text where it stands. The two
// never mix, and neither is a string: both throw when they are taken for one.

import { hasBrand, OWN_TEXT, PASTED, SCRIPT, TEMPLATE, VARIABLE } from "./brands.ts";
import { dedent } from "./dedent.ts";
import { describeValue, refusal, untextual } from "./refuse.ts";
import { quoteFor, type ShellContext } from "./shell-quote.ts";

declare const variableBrand: unique symbol;
declare const templateBrand: unique symbol;
declare const scriptBrand: unique symbol;

/** A variable: which value it has is up to the element that uses it. */
export interface VarRef<Name extends string = string> {
  readonly variable: Name;
  readonly [variableBrand]: true;
}

/** A text with variables in it, made by `text`. */
export interface Template {
  readonly [templateBrand]: true;
}

/** A shell text, made by `sh` or `sh.raw`. */
export interface Script {
  readonly [scriptBrand]: true;
}

/** What may stand where a text is wanted. */
export type Text = string | VarRef | Template;

/** One piece of a template. */
export type TextPart = string | VarRef;

/** One piece of a script: shell text, or a late text and where it stands. */
export type ScriptPart = string | { readonly late: VarRef | Template; readonly context: ShellContext };

/** What an element knows of its variables. */
export interface Scope {
  /** The final text of a variable. Throws FORGE1017 when it has none. */
  lookUp(variable: VarRef): string;
}

interface VariableDefinition {
  readonly name: string;
  /** What the variable is where nothing else is said. */
  readonly definition: Text | undefined;
}

const variablePrototype = untextual("a variable", "variables are late: write text`…${vars.name}…` or sh`…${vars.name}…`");
const templatePrototype = untextual("a text template", "templates are late: put it into text`…`, sh`…`, or a field that takes text");
const scriptPrototype = untextual("a script", "put it into a field that takes scripts, or splice it into another sh`…`");

export function makeVariable<Name extends string>(name: Name, definition: Text | undefined): VarRef<Name> {
  return make(variablePrototype, { variable: name, [VARIABLE]: { name, definition } satisfies VariableDefinition });
}

function makeTemplate(parts: readonly TextPart[]): Template {
  return make(templatePrototype, { [TEMPLATE]: Object.freeze([...parts]) });
}

/** A text for a variable that the project declared itself: no kind needs to know its name. */
export function makeOwnText(value: Text): Template {
  return make(templatePrototype, { [TEMPLATE]: Object.freeze([...textParts(value)]), [OWN_TEXT]: true });
}

export function isOwnText(value: unknown): boolean {
  return hasBrand(value, OWN_TEXT);
}

/** `pasted`: made by `sh.raw`, so that blanks at its ends are what variables left there. */
export function makeScript(parts: readonly ScriptPart[], { pasted = false }: { readonly pasted?: boolean } = {}): Script {
  return make(scriptPrototype, { [SCRIPT]: Object.freeze([...parts]), ...(pasted && { [PASTED]: true }) });
}

export function isVariable(value: unknown): value is VarRef {
  return hasBrand(value, VARIABLE);
}

export function isTemplate(value: unknown): value is Template {
  return hasBrand(value, TEMPLATE);
}

export function isScript(value: unknown): value is Script {
  return hasBrand(value, SCRIPT);
}

export function isText(value: unknown): value is Text {
  return typeof value === "string" || isVariable(value) || isTemplate(value);
}

export function definitionOf(variable: VarRef): VariableDefinition {
  return Reflect.get(variable, VARIABLE);
}

export function scriptParts(script: Script): readonly ScriptPart[] {
  return Reflect.get(script, SCRIPT);
}

/**
 * A text with variables in it, which are pasted as they are: text`lib/${vars.triplet}`. For commands use `sh`. One that begins on
 * the line below the backquote loses the indentation that its lines share, and that line break and the last one.
 */
export function text(strings: TemplateStringsArray, ...values: readonly (Text | number)[]): Template {
  if (!Array.isArray(strings) || !("raw" in strings)) {
    throw refusal({ code: "FORGE1007", message: "text is no function to call", help: "write text`…`" });
  }
  const pieces = /^[ \t]*\n/.test(strings[0] ?? "") ? dedent(strings) : strings;
  return makeTemplate(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [...textParts(values[index - 1]), piece])));
}

/** The final text. */
export function expandText(value: Text, scope: Scope): string {
  if (typeof value === "string") return value;
  if (isVariable(value)) return scope.lookUp(value);
  let result = "";
  for (const part of templateParts(value)) result += typeof part === "string" ? part : scope.lookUp(part);
  return result;
}

/** The final shell text. Of one that was pasted together, without blanks around it. */
export function expandScript(script: Script, scope: Scope): string {
  let result = "";
  for (const part of scriptParts(script)) result += typeof part === "string" ? part : quoteFor(part.context, expandText(part.late, scope));
  return hasBrand(script, PASTED) ? result.trim() : result;
}

export function templateParts(template: Template): readonly TextPart[] {
  return Reflect.get(template, TEMPLATE);
}

function textParts(value: unknown): readonly TextPart[] {
  if (typeof value === "string" || isVariable(value)) return [value];
  if (typeof value === "number") return [String(value)];
  if (isTemplate(value)) return templateParts(value);
  throw unsuitable(value, "a text");
}

/** The error for a value that cannot stand in a template. */
export function unsuitable(value: unknown, where: string): Error {
  const kind = typeof value === "object" && value !== null && "kind" in value ? String(value.kind) : undefined;
  if (kind !== undefined) {
    return refusal({
      code: "FORGE1008",
      message: `${kind} is a value, not text: it cannot stand in ${where}`,
      help: "name what it provides by its path, and list the element among the dependencies or the source among the sources",
    });
  }
  const help =
    value instanceof Promise
      ? "write `await` before it"
      : isScript(value)
        ? "use text`…` for texts; sh`…` makes commands"
        : "write a string, a number or a variable";
  return refusal({ code: "FORGE1008", message: `${describeValue(value)} cannot stand in ${where}`, help });
}

function make<Value>(prototype: object, properties: object): Value {
  return Object.freeze(Object.assign(Object.create(prototype), properties));
}
