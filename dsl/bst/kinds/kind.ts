// What the loader knows of an element kind: its defaults, and what it accepts. Kinds are data; the rules lie in families.

import { type Plain, tree } from "../yaml/make.ts";
import type { Mapping } from "../yaml/node.ts";

/** How a kind's configuration is checked, and what it becomes in the graph. */
export type Family =
  | "build"
  | "script"
  | "compose"
  | "filter"
  | "import"
  | "stack"
  | "junction"
  | "link"
  /** Known by name and defaults, but its own code decides what its configuration means. */
  | "opaque";

export interface Kind {
  readonly kind: string;
  readonly family: Family;
  readonly defaults: Mapping;
  /** Keys of a dependency's `config`; undefined where the kind takes none. */
  readonly dependencyKeys?: ReadonlySet<string>;
  readonly forbids?: { readonly build?: true; readonly runtime?: true; readonly sources?: true };
  /** Keys of `config`; undefined where the kind's family, or nobody, checks them. */
  readonly configKeys?: ReadonlySet<string>;
}

export interface Defaults {
  readonly variables?: { readonly [name: string]: Plain };
  readonly config?: { readonly [name: string]: Plain };
  readonly environment?: { readonly [name: string]: Plain };
  readonly "environment-nocache"?: readonly string[];
}

export type KindTable = ReadonlyMap<string, Kind>;

const BUILD_KEYS = new Set(["location", "digest-environment"]);
export const COMMAND_LISTS = ["configure-commands", "build-commands", "install-commands", "strip-commands"] as const;

/** A kind that runs commands in four phases. */
export function buildKind(kind: string, defaults: Defaults): Kind {
  return { kind, family: "build", defaults: defaultsTree(defaults), dependencyKeys: BUILD_KEYS };
}

export function otherKind(
  kind: string,
  family: Family,
  rest: Omit<Kind, "kind" | "family" | "defaults"> & { readonly defaults?: Defaults } = {},
): Kind {
  return { ...rest, kind, family, defaults: defaultsTree(rest.defaults ?? {}) };
}

export function kindTable(kinds: readonly Kind[]): KindTable {
  return new Map(kinds.map((kind) => [kind.kind, kind]));
}

function defaultsTree(defaults: Defaults): Mapping {
  return tree(Object.fromEntries(Object.entries(defaults).filter((entry): entry is [string, Plain] => entry[1] !== undefined)));
}
