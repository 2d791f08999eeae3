// The registered symbols under which values of the language keep what they are.
//
// Registered, because a project and its plug-ins may load several copies of this package: a value made by one is known to
// all. What lies under a symbol is plain frozen data or a function, never an instance of a class.

export const ELEMENT: unique symbol = Symbol.for("forge.element");
export const KIND: unique symbol = Symbol.for("forge.kind");
export const KIND_DEFAULTS: unique symbol = Symbol.for("forge.kind-defaults");
export const ALIAS: unique symbol = Symbol.for("forge.alias");
export const DOMAINS: unique symbol = Symbol.for("forge.domains");
export const SOURCE: unique symbol = Symbol.for("forge.source");
export const SOURCE_KIND: unique symbol = Symbol.for("forge.source-kind");
export const VARIABLE: unique symbol = Symbol.for("forge.variable");
export const TEMPLATE: unique symbol = Symbol.for("forge.template");
export const OWN_TEXT: unique symbol = Symbol.for("forge.own-text");
export const SCRIPT: unique symbol = Symbol.for("forge.script");
export const PASTED: unique symbol = Symbol.for("forge.pasted-script");
export const NOCACHE: unique symbol = Symbol.for("forge.nocache");
export const EDIT: unique symbol = Symbol.for("forge.edit");
export const ONLY: unique symbol = Symbol.for("forge.only");

/** Whether a value, of whatever copy of this package, carries something under a symbol. */
export function hasBrand(value: unknown, brand: symbol): value is object {
  return ((typeof value === "object" && value !== null) || typeof value === "function") && brand in value;
}
