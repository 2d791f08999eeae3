// What an element is to its users: a frozen value that other elements depend on by holding it.
//
// Types, brands and `buildOnly` / `runtimeOnly`. What the value holds inside is dsl/element-data.ts's; nobody reads it but
// the code that makes the graph.

import type { Json } from "../core/model/json.ts";
import { ELEMENT, hasBrand, ONLY } from "./brands.ts";
import { untextual } from "./refuse.ts";
import type { Text } from "./text.ts";

declare const domainBrand: unique symbol;
declare const onlyBrand: unique symbol;

/** An element. `Domains` are those of its own files and of whatever it needs at run time. */
export interface Element<Kind extends string = string, Domains extends string = string> {
  readonly kind: Kind;
  readonly [domainBrand]?: Domains;
}

/** A dependency with where it is staged. */
export interface PlacedDependency<E extends Element = Element> {
  readonly element: E;
  /** Absolute path in the sandbox where its files are staged for building. `/` unless said. */
  readonly at?: Text;
  /** What the kind wants to know about this dependency. */
  readonly config?: Json;
}

/** Something an element depends on. */
export type Dependency = Element | PlacedDependency;

/** A dependency of one type among others, made by `buildOnly` or `runtimeOnly`. */
export interface OnlyDependency<D extends Dependency = Dependency> {
  readonly only: "build" | "runtime";
  readonly dependency: D;
  readonly [onlyBrand]: true;
}

/** Domains of an element, or of what a dependency names. */
export type DomainsOf<D> =
  D extends OnlyDependency<infer Inner>
    ? DomainsOf<Inner>
    : D extends { readonly element: infer E }
      ? DomainsOf<E>
      : D extends Element<string, infer Domains>
        ? Domains
        : never;

/** Domains that the users of an element see through a dependency of it: none when it is needed for building only. */
export type RuntimeDomainsOf<D> = D extends { readonly only: "build" } ? never : DomainsOf<D>;

const prototype = untextual("an element", "an element is a value: list it among the dependencies, and name what it provides by its path");
const onlyPrototype = untextual("a dependency", "list it in `depends`");

/** In `depends`: needed while building, and not by those who use the result. */
export function buildOnly<const D extends Dependency>(dependency: D): OnlyDependency<D> & { readonly only: "build" } {
  return makeOnly("build", dependency);
}

/** In `depends`: needed by those who use the result, and not while building. */
export function runtimeOnly<const D extends Dependency>(dependency: D): OnlyDependency<D> & { readonly only: "runtime" } {
  return makeOnly("runtime", dependency);
}

export function isElement(value: unknown): value is Element {
  return hasBrand(value, ELEMENT);
}

export function isOnly(value: unknown): value is OnlyDependency {
  return hasBrand(value, ONLY);
}

/** The value of an element of which `data` is all there is to know. */
export function makeElement<Kind extends string, Domains extends string>(kind: Kind, data: object): Element<Kind, Domains> {
  return Object.freeze(Object.assign(Object.create(prototype), { kind, [ELEMENT]: Object.freeze(data) }));
}

function makeOnly<Made>(only: "build" | "runtime", dependency: Dependency): Made {
  return Object.freeze(Object.assign(Object.create(onlyPrototype), { only, dependency, [ONLY]: true }));
}
