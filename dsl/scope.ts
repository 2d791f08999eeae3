// Scopes: which value each variable has in an element.
//
// Looked up by name in layers (dsl/effective.ts says which, in which order), then in what the variable says of itself.
// Definitions are texts, looked up in the same scope.

import type { CallSite } from "./call-site.ts";
import { refusal, relatedTo } from "./refuse.ts";
import { definitionOf, expandText, type Scope, type Text, type VarRef } from "./text.ts";

/** Definitions by name; the first layer that has a name decides. `site` is who said them, where that is not the element. */
export type Layers = readonly { readonly values: { readonly [name: string]: Text }; readonly site?: CallSite }[];

/** The scope of an element that was made at `site`. */
export function createScope(layers: Layers, site: CallSite): Scope {
  const values = new Map<string, string>();
  const pending: string[] = [];
  return { lookUp };

  function lookUp(variable: VarRef): string {
    const { name, definition } = definitionOf(variable);
    const said = layers.find((layer) => Object.hasOwn(layer.values, name))?.values[name];
    if (said === undefined) return definition === undefined ? undefinedVariable(name) : expand(name, definition);
    let value = values.get(name);
    if (value === undefined) {
      value = expand(name, said);
      values.set(name, value);
    }
    return value;
  }

  function expand(name: string, text: Text): string {
    if (typeof text === "string") return text;
    if (pending.includes(name)) throw circular([...pending.slice(pending.indexOf(name)), name]);
    pending.push(name);
    const value = expandText(text, { lookUp });
    pending.pop();
    return value;
  }

  function undefinedVariable(name: string): never {
    throw refusal({
      code: "FORGE1017",
      message: `the variable "${name}" is not one of this element's`,
      site,
      help: "it belongs to another kind; write what it shall be",
    });
  }

  function circular(names: readonly string[]): Error {
    const saying = names
      .map((name) => layers.find((layer) => Object.hasOwn(layer.values, name))?.site)
      .find((found) => found !== undefined);
    return refusal({
      code: "FORGE1017",
      message: `the variable "${names[0]}" is defined through itself: ${names.join(", ")}`,
      site: saying ?? site,
      ...(saying && { related: [relatedTo(site, "in this element, as in others")] }),
    });
  }
}
