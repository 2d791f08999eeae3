// The environment in which an element's commands run: the same everywhere, unless the element says otherwise.

import { hasBrand, NOCACHE } from "./brands.ts";
import { untextual } from "./refuse.ts";
import type { Text } from "./text.ts";

declare const nocacheBrand: unique symbol;

/** A value that does not enter the key. */
export interface Nocache {
  readonly [nocacheBrand]: true;
}

/** Values by name. `null` takes a variable away that the kind or the default environment has. */
export type Environment = { readonly [name: string]: Text | Nocache | null };

/** 2011-11-11T11:11:11Z: the time of every file in a sandbox, and the only time that a build is told. */
const SOURCE_DATE_EPOCH = "1321009871";

export const defaultEnvironment: Environment = {
  HOME: "/tmp",
  LC_ALL: "C",
  LOGNAME: "root",
  PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
  SHELL: "/bin/sh",
  SOURCE_DATE_EPOCH,
  TERM: "dumb",
  TZ: "UTC",
  USER: "root",
};

const prototype = untextual("a value that is not keyed", "use it as the value of an environment variable");

/**
 * A value of an environment variable that may change without anything being built again. Only for what cannot change the
 * result: verbosity, colours.
 */
export function nocache(value: Text): Nocache {
  return Object.freeze(Object.assign(Object.create(prototype), { [NOCACHE]: value }));
}

export function isNocache(value: unknown): value is Nocache {
  return hasBrand(value, NOCACHE);
}

export function nocacheText(value: Nocache): Text {
  return Reflect.get(value, NOCACHE);
}
