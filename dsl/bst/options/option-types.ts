// The six types of options: how each is declared, what its default is, which values it takes, and what it exports.
//
// Declaring checks the declaration as strictly as the incumbent. A default may be a value that is not allowed (a host that
// the project does not list); that is an error only if nothing replaces it, so it is checked last.

import { invalidData } from "../errors.ts";
import type { OptionValue } from "../evaluate-expression.ts";
import { compareText } from "../text.ts";
import * as access from "../yaml/access.ts";
import type { BstNode, Mapping } from "../yaml/node.ts";
import { canonicalArchitecture, type Host } from "./host.ts";

const OPTION_TYPES = ["bool", "enum", "flags", "element-mask", "arch", "os"] as const;
type OptionType = (typeof OPTION_TYPES)[number];

export interface Declaration {
  readonly name: string;
  readonly type: OptionType;
  readonly description: string;
  /** Variable that the value is exported to. */
  readonly variable?: string;
  /** Absent: bool, which has no list. */
  readonly values?: readonly string[];
  readonly initial: OptionValue;
  /** The default is the host's, so it is known to be allowed only once nobody has set another. */
  readonly fromHost: boolean;
}

export interface DeclarationContext {
  readonly host: Host;
  /** Format 1 takes the host's architecture as it is named; format 2 compares canonical names. */
  readonly canonicalArchitectures: boolean;
  /** The project's element files, for element masks. */
  readonly elementFiles: () => readonly string[];
}

const COMMON = ["type", "description", "variable"];

export function declareOption(name: string, node: Mapping, context: DeclarationContext): Declaration {
  const type = access.requiredWord(node, "type", OPTION_TYPES);
  const description = access.requiredText(node, "description");
  const variable = access.optionalText(node, "variable");
  const common = { name, type, description, ...(variable !== undefined && { variable }) };
  switch (type) {
    case "bool":
      access.validateKeys(node, new Set([...COMMON, "default"]));
      return { ...common, initial: access.requiredBoolean(node, "default"), fromHost: false };
    case "enum": {
      access.validateKeys(node, new Set([...COMMON, "values", "default"]));
      const values = valuesOf(node, common);
      const given = access.requiredScalar(node, "default");
      checkValue({ ...common, values }, given.text, given);
      return { ...common, values, initial: given.text, fromHost: false };
    }
    case "flags":
    case "element-mask": {
      access.validateKeys(node, new Set([...COMMON, "default", ...(type === "flags" ? ["values"] : [])]));
      const values = type === "flags" ? valuesOf(node, common) : nonEmpty(context.elementFiles(), node, common);
      const given = access.sequenceOrEmpty(node, "default");
      const initial = access.texts(given);
      checkValues({ ...common, values }, initial, given);
      return { ...common, values, initial, fromHost: false };
    }
    case "arch":
    case "os": {
      access.validateKeys(node, new Set([...COMMON, "values"]));
      const values = valuesOf(node, common);
      const initial = type === "os" ? context.host.system : hostArchitecture(node, values, { ...context, name });
      return { ...common, values, initial, fromHost: true };
    }
  }
}

/** A value from a file. */
export function valueFromNode(declaration: Declaration, node: BstNode): OptionValue {
  const { name, type } = declaration;
  if (type === "bool") return access.asBoolean(access.asScalar(node, name), name);
  if (type === "flags" || type === "element-mask") {
    const values = [...access.texts(access.asSequence(node, name))].sort(compareText);
    checkValues(declaration, values, node);
    return values;
  }
  const { text } = access.asScalar(node, name);
  checkValue(declaration, text, node);
  return text;
}

/** A value from the command line. */
export function valueFromText(declaration: Declaration, text: string): OptionValue {
  if (declaration.type === "bool") {
    if (text === "True" || text === "true") return true;
    if (text === "False" || text === "false") return false;
    throw badValue(declaration, text, undefined);
  }
  if (declaration.type === "flags" || declaration.type === "element-mask") {
    const values = text.replace(/\s/gu, "").split(",");
    checkValues(declaration, values, undefined);
    return values.sort(compareText);
  }
  checkValue(declaration, text, undefined);
  return text;
}

/** What an option's value is where it is exported to a variable. */
export function exported(value: OptionValue): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "string" ? value : value.join(",");
}

/** Refuses a value that is not one of the declared ones. */
export function checkValue(declaration: Pick<Declaration, "name" | "type" | "values">, value: string, node: BstNode | undefined): void {
  if (!declaration.values?.includes(value)) throw badValue(declaration, value, node);
}

function checkValues(
  declaration: Pick<Declaration, "name" | "type" | "values">,
  values: readonly string[],
  node: BstNode | undefined,
): void {
  for (const value of values) checkValue(declaration, value, node);
}

function badValue({ name, type, values }: Pick<Declaration, "name" | "type" | "values">, value: string, node: BstNode | undefined) {
  return invalidData(node, `"${value}" is no value of the ${type} option "${name}"`, {
    code: "FORGE1011",
    help: `valid values: ${(values ?? ["True", "False"]).join(", ")}`,
  });
}

function valuesOf(node: Mapping, common: Pick<Declaration, "name" | "type">): readonly string[] {
  return nonEmpty(access.textsOrEmpty(node, "values"), node, common);
}

function nonEmpty(values: readonly string[], node: Mapping, { name, type }: Pick<Declaration, "name" | "type">): readonly string[] {
  if (values.length === 0) throw invalidData(node, `the ${type} option "${name}" has no values`);
  return values;
}

/** The first value that means the host's architecture; else the host's own name, which is then refused if it stays. */
function hostArchitecture(node: Mapping, values: readonly string[], context: DeclarationContext & { readonly name: string }): string {
  const { host, canonicalArchitectures, name } = context;
  if (!canonicalArchitectures) return host.machine;
  const own = canonicalArchitecture(host.machine);
  if (own === undefined) throw invalidData(node, `the host's architecture "${host.machine}" is not known`);
  let found: string | undefined;
  const items = access.requiredSequence(node, "values").items;
  for (const [index, value] of values.entries()) {
    const canonical = canonicalArchitecture(value);
    if (canonical === undefined) throw invalidData(items[index], `"${value}" of the arch option "${name}" is no known architecture`);
    if (canonical === own) found ??= value;
  }
  return found ?? own;
}
