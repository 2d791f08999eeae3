// What a source is to its users: a frozen value that elements list. Types and brands only.

import { hasBrand, SOURCE } from "./brands.ts";
import { untextual } from "./refuse.ts";
import type { Text } from "./text.ts";

declare const sourceBrand: unique symbol;

/** Files from elsewhere. */
export interface Source<Kind extends string = string> {
  readonly kind: Kind;
  readonly [sourceBrand]: true;
}

/** What every source takes beside its kind's own fields. */
export interface Placement {
  /** Directory below the place where the element's sources are laid out, or an absolute path in the sandbox. */
  readonly at?: Text;
}

const prototype = untextual("a source", "a source is a value: list it in `sources` of an element");

export function isSource(value: unknown): value is Source {
  return hasBrand(value, SOURCE);
}

/** The value of a source of which `data` is all there is to know. */
export function makeSource<Kind extends string>(kind: Kind, data: object): Source<Kind> {
  return Object.freeze(Object.assign(Object.create(prototype), { kind, [SOURCE]: Object.freeze(data) }));
}
