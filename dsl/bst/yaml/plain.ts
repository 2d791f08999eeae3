// A tree as plain data, without its places: what `show` prints and what crosses into the graph.

import type { Json } from "../../../core/model/json.ts";
import type { BstNode, Mapping } from "./node.ts";

export function plain(node: BstNode): Json {
  switch (node.type) {
    case "scalar":
      return node.text;
    case "sequence":
      return node.items.map(plain);
    case "mapping":
      return plainMapping(node);
  }
}

export function plainMapping(node: Mapping): { [name: string]: Json } {
  const object: { [name: string]: Json } = {};
  for (const [key, value] of node.entries) define(object, key, plain(value));
  return object;
}

/** Sets a property that may be called `__proto__`. */
export function define<Value>(object: { [name: string]: Value }, key: string, value: Value): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}
