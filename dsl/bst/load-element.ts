// An element between its file and its resolution: the tree with conditions and includes applied, and what it depends on.

import type { NamedDependency } from "./dependencies.ts";
import type { BstError } from "./errors.ts";
import type { Loader } from "./loader.ts";
import * as access from "./yaml/access.ts";
import type { Mapping, Scalar } from "./yaml/node.ts";

/** A dependency with the element it leads to, links and overrides followed. */
export interface LoadDependency extends NamedDependency {
  readonly element: LoadElement;
}

export interface LoadElement {
  readonly loader: Loader;
  /** Path below the project's element path. */
  readonly name: string;
  /** The name with the junctions that lead to its project, "a.bst:b.bst:c.bst". */
  readonly fullName: string;
  readonly kind: string;
  readonly description: string;
  /** The element without its dependencies. */
  node: Mapping;
  /** Junctions and links are needed before their project is complete, and see less of it. */
  readonly firstPass: boolean;
  /** What a link stands for. */
  linkTarget: Scalar | undefined;
  dependencies: LoadDependency[];
  /** Whether its dependencies have been, or are being, loaded. */
  complete: boolean;
  /** Why it cannot be used; what it depends on may fail it, too. */
  failure: BstError | undefined;
}

const KEYS = new Set([
  "kind",
  "depends",
  "sources",
  "sandbox",
  "variables",
  "environment",
  "environment-nocache",
  "config",
  "public",
  "description",
  "build-depends",
  "runtime-depends",
]);

/** The part of an element that can be said from its tree alone. */
export function newLoadElement(loader: Loader, name: string, node: Mapping): LoadElement {
  access.validateKeys(node, KEYS);
  const kind = access.requiredText(node, "kind");
  const { junction } = loader.project;
  return {
    loader,
    name,
    fullName: junction ? `${junction.fullName}:${name}` : name,
    kind,
    description: access.optionalText(node, "description") ?? "",
    node,
    firstPass: isFirstPass(kind),
    linkTarget: undefined,
    dependencies: [],
    complete: false,
    failure: undefined,
  };
}

export function isFirstPass(kind: string): boolean {
  return kind === "junction" || kind === "link";
}
