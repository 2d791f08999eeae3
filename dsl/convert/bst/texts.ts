// Texts of a `.bst` project as TypeScript: strings, templates and commands, with references to variables in their place.

import type { Scalar } from "../../bst/yaml/node.ts";
import { type Expression, imported, member, string, template } from "../print/expression.ts";

/** What a variable is called where a text stands. */
export type Reference = (variable: string) => Expression;

const FORGE = "forge-build";
export const forge = (exported: string): Expression => imported(FORGE, exported);

export function textOf(scalar: Scalar, reference: Reference): Expression {
  const parts = partsOf(scalar, reference);
  const [only] = parts;
  if (parts.length === 0) return string("");
  if (parts.length === 1 && only !== undefined && (typeof only !== "string" || !only.includes("\n")))
    return typeof only === "string" ? string(only) : only;
  return template(forge("text"), parts);
}

export function commandOf(scalar: Scalar, reference: Reference): Expression {
  return template(member(forge("sh"), "raw"), partsOf(scalar, reference), { raw: true });
}

function partsOf({ parts, text }: Scalar, reference: Reference): readonly (string | Expression)[] {
  if (!parts) return text === "" ? [] : [text];
  return parts.map((part, index) => (index % 2 === 0 ? part : reference(part))).filter((part) => part !== "");
}

/** Names that a text refers to. */
export function referencesIn({ parts }: Scalar): readonly string[] {
  return parts ? parts.filter((_, index) => index % 2 === 1) : [];
}
