// Fields of a definitions file by their types; what is of another type is refused where it stands.

import { refuse } from "./refuse.ts";
import type { ListNode, MapNode, ScalarNode, YamlNode } from "./yaml.ts";

export function asMap(node: YamlNode, what: string): MapNode {
  if (node.type === "map") return node;
  throw refuse(`${what} must be a mapping, not ${typeName(node)}`, node.place);
}

export function asScalar(node: YamlNode, what: string): ScalarNode {
  if (node.type === "scalar") return node;
  throw refuse(`${what} must be a text, not ${typeName(node)}`, node.place);
}

function asList(node: YamlNode, what: string): ListNode {
  if (node.type === "list") return node;
  throw refuse(`${what} must be a list, not ${typeName(node)}`, node.place);
}

export function optional(map: MapNode, name: string): YamlNode | undefined {
  const found = map.entries.get(name);
  // `chunks:` with nothing behind it is not there.
  return found?.type === "scalar" && found.source === "" ? undefined : found;
}

export function required(map: MapNode, name: string, what: string): YamlNode {
  const found = optional(map, name);
  if (found) return found;
  throw refuse(`${what} has no \`${name}\``, map.place);
}

export function text(map: MapNode, name: string): string | undefined {
  const found = optional(map, name);
  return found && written(asScalar(found, `\`${name}\``));
}

export function requiredText(map: MapNode, name: string, what: string): string {
  return written(asScalar(required(map, name, what), `\`${name}\``));
}

/** A name or digest that happens to look like a number is none. */
export function written({ isText, source, text: typed }: ScalarNode): string {
  return isText ? typed : source;
}

export function list(map: MapNode, name: string): readonly YamlNode[] {
  const found = optional(map, name);
  return found ? asList(found, `\`${name}\``).items : [];
}

export function texts(map: MapNode, name: string): readonly ScalarNode[] {
  return list(map, name).map((item, index) => asScalar(item, `\`${name}[${index}]\``));
}

export function entries(map: MapNode, name: string): ReadonlyMap<string, YamlNode> {
  const found = optional(map, name);
  return found ? asMap(found, `\`${name}\``).entries : new Map();
}

function typeName(node: YamlNode): string {
  return node.type === "list" ? "a list" : node.type === "map" ? "a mapping" : "a text";
}
