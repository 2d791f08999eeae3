// An expression with some of its parts replaced by others.

import type { Expression } from "./expression.ts";

/** `change` sees each part after what stands inside it. */
export function replaced(node: Expression, change: (part: Expression) => Expression): Expression {
  const inner = (one: Expression): Expression => replaced(one, change);
  switch (node.type) {
    case "member":
      return change({ ...node, of: inner(node.of) });
    case "call":
      return change({ ...node, callee: inner(node.callee), arguments: node.arguments.map(inner) });
    case "list":
      return change({ ...node, items: node.items.map((item) => ({ ...item, value: inner(item.value) })) });
    case "object":
      return change({ ...node, fields: node.fields.map((field) => ({ ...field, value: inner(field.value) })) });
    case "template":
      return change({
        ...node,
        tag: node.tag && inner(node.tag),
        parts: node.parts.map((part) => (typeof part === "string" ? part : inner(part))),
      });
    case "conditional":
      return change({ ...node, test: inner(node.test), yes: inner(node.yes), no: inner(node.no) });
    case "binary":
      return change({ ...node, operands: node.operands.map(inner) });
    case "not":
      return change({ ...node, operand: inner(node.operand) });
    case "arrow":
      return change({ ...node, body: inner(node.body) });
    default:
      return change(node);
  }
}
