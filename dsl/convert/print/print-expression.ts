// Expressions as documents to be laid out, the way the formatter of this repository would write them.

import type { Commented, Expression, Field, Item, Template } from "./expression.ts";
import { bareLine, type Doc, group, hardLine, indent, join, line, softLine, trailingComma } from "./layout.ts";
import { isIdentifier } from "./names.ts";
import { isOverLines, writtenParts } from "./template-text.ts";

/** What an export of another file is called in this one. */
export type LocalName = (from: string, exported: string) => string;

export function expressionDoc(expression: Expression, localName: LocalName): Doc {
  return doc(expression);

  function doc(node: Expression): Doc {
    switch (node.type) {
      case "string":
        return quoted(node.text);
      case "code":
        return node.code;
      case "name":
        return node.name;
      case "imported":
        return localName(node.from, node.name);
      case "member":
        return [doc(node.of), isIdentifier(node.name) || isWord(node.name) ? `.${node.name}` : `[${quoted(node.name)}]`];
      case "call":
        return [
          node.awaited ? "await " : "",
          doc(node.callee),
          node.typeArgument === undefined ? "" : `<${node.typeArgument}>`,
          "(",
          callArguments(node.arguments),
          ")",
        ];
      case "list":
        return node.items.length === 0 ? "[]" : group(["[", indent([softLine, items(node.items.map(item))]), trailingComma, softLine, "]"]);
      case "object":
        return node.fields.length === 0 ? "{}" : group(["{", indent([line, items(node.fields.map(field))]), trailingComma, line, "}"]);
      case "template":
        return templateDoc(node);
      case "conditional":
        return group(chain(node));
      case "binary":
        return group(
          indent(
            join(
              node.operands.map((inner) => operand(inner, node.operator)),
              [` ${node.operator}`, line],
            ),
          ),
        );
      case "not":
        return [
          "!",
          node.operand.type === "binary" || node.operand.type === "conditional" ? ["(", doc(node.operand), ")"] : doc(node.operand),
        ];
      case "arrow":
        return [`(${node.parameters}) => `, node.body.type === "object" ? ["(", doc(node.body), ")"] : doc(node.body)];
    }
  }

  /** One condition behind another: all on one line, or each on its own. */
  function chain(node: Expression): Doc {
    if (node.type !== "conditional") return doc(node);
    return [operand(node.test), indent([line, "? ", doc(node.yes), line, ": ", chain(node.no)])];
  }

  /** A last argument that is an object or a list stays where it is, and opens there. */
  function callArguments(given: readonly Expression[]): Doc {
    const last = given.at(-1);
    if (last === undefined) return "";
    const hugs = last.type === "object" || last.type === "list" || last.type === "template" || last.type === "arrow";
    if (hugs && given.slice(0, -1).every((one) => isPlain(one))) return join(given.map(doc), ", ");
    return group([indent([softLine, join(given.map(doc), [",", line])]), trailingComma, softLine]);
  }

  function items(docs: readonly Doc[]): Doc {
    return join(docs, [",", line]);
  }

  function item({ value, spread, comments }: Item): Doc {
    return [commentDoc({ ...(comments && { comments }) }), spread ? ["...", spreadOperand(value)] : doc(value)];
  }

  function field({ name, value, comments }: Field): Doc {
    const above = commentDoc({ ...(comments && { comments }) });
    if (name === undefined) return [above, "...", spreadOperand(value)];
    if (isIdentifier(name) && isCalled(value, name)) return [above, name];
    return [above, fieldName(name), ": ", doc(value)];
  }

  function isCalled(value: Expression, name: string): boolean {
    return (value.type === "name" && value.name === name) || (value.type === "imported" && localName(value.from, value.name) === name);
  }

  function spreadOperand(value: Expression): Doc {
    return value.type === "conditional" || value.type === "binary" ? ["(", doc(value), ")"] : doc(value);
  }

  function operand(node: Expression, operator?: string): Doc {
    const loose =
      node.type === "conditional" ||
      (node.type === "binary" && operator !== undefined && node.operator !== operator && !tighter(node.operator, operator));
    return loose ? ["(", doc(node), ")"] : doc(node);
  }

  function templateDoc(node: Template): Doc {
    const tag = node.tag ? doc(node.tag) : "";
    const parts = writtenParts(node);
    if (!isOverLines(node)) return [tag, "`", ...parts.map(part), "`"];
    const lines = parts.map((piece): Doc => (typeof piece === "string" ? textLines(piece) : part(piece)));
    return [tag, "`", indent([hardLine, lines]), hardLine, "`"];
  }

  function part(piece: string | Expression): Doc {
    return typeof piece === "string" ? piece : ["${", flatDoc(piece), "}"];
  }

  /** What stands inside a text stays on its line. */
  function flatDoc(piece: Expression): Doc {
    return flattened(doc(piece));
  }
}

function isPlain(node: Expression): boolean {
  return node.type === "string" || node.type === "name" || node.type === "imported" || (node.type === "member" && isPlain(node.of));
}

function flattened(doc: Doc): Doc {
  if (typeof doc === "string") return doc;
  if (doc === trailingComma) return "";
  if (isDocList(doc)) return doc.map(flattened);
  if (doc.type !== "line") return flattened(doc.content);
  return doc.flat ?? doc;
}

function isDocList(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}

function textLines(text: string): Doc {
  const lines = text.split("\n");
  return lines.map((one, index): Doc => {
    if (index === 0) return one;
    return one === "" && index < lines.length - 1 ? bareLine : [hardLine, one];
  });
}

function tighter(inner: string, outer: string): boolean {
  const strength = ["||", "&&", "===", "+"];
  const of = (operator: string): number => strength.indexOf(operator === "!==" ? "===" : operator);
  // Without parentheses, `a && b || c` is for nobody.
  return of(inner) > of(outer) && of(inner) >= of("===");
}

/** Lines of a comment, each on its own line above what it is about. */
export function commentDoc({ comments = [] }: Commented): Doc {
  return comments.map((text): Doc => [text === "" ? "//" : `// ${text}`, hardLine]);
}

function fieldName(name: string): string {
  return isIdentifier(name) || isWord(name) ? name : quoted(name);
}

/** Reserved words may be fields. */
function isWord(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** A string, in the quotes that need fewer escapes. */
export function quoted(text: string): string {
  const double = JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029").replaceAll("\u007f", "\\u007f");
  if (!text.includes('"') || text.includes("'")) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"')}'`;
}
