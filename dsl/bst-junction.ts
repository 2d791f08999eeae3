// A project of BuildStream that a TypeScript project stands on: named by its sources, its elements by their names.
//
// Nothing of it is seen while the configuration is evaluated; what stands for its elements is put in their place when the
// engine has loaded it (core/cli/bst/splice.ts).

import { z } from "zod";
import { type CallSite, firstPlace } from "./call-site.ts";
import { defineElement, type ElementKind } from "./define-element.ts";
import type { Element } from "./element.ts";
import type { AnyInput, BuildDependsInput, SourcesInput } from "./element-input.ts";
import { makerOf } from "./instances.ts";
import { refusal } from "./refuse.ts";
import type { Source } from "./source.ts";

/** The elements of such a project by name: `sdk["base.bst"]`, and `sdk["inner.bst:zlib.bst"]` of one that it stands on. */
export interface BstElements {
  readonly [name: `${string}.bst`]: Element;
}

/** What `forge sync` writes down of such a project. */
export interface BstDeclaration {
  readonly options: { readonly [name: string]: string | boolean | readonly string[] };
  /** By name. */
  readonly elements: object;
}

export interface BstJunction {
  readonly name: string;
  /** The instance that asks. */
  readonly from: number;
  /** Where in the sources project.conf lies. */
  readonly path: string;
  readonly options: { readonly [name: string]: unknown };
  readonly site: CallSite;
  /** Its sources, as an element. */
  readonly files: Element;
  /** By name, as they are asked for. */
  readonly elements: Map<string, Element>;
}

/** One registry for the process, whatever copies of this package there are. */
export function bstJunctions(): BstJunction[] {
  const known: BstJunction[] | undefined = Reflect.get(globalThis, REGISTRY);
  if (known) return known;
  const made: BstJunction[] = [];
  Object.defineProperty(globalThis, REGISTRY, { value: made });
  return made;
}

const REGISTRY = Symbol.for("forge.bst-junctions");

interface FilesInput extends AnyInput, SourcesInput {}

const projectFiles: ElementKind<"junction", FilesInput> = defineElement({
  kind: "junction",
  recipe: () => ({ type: "import", from: "/", to: "/" }),
});

interface StandInInput extends AnyInput, BuildDependsInput {
  readonly name: string;
}

const standIn: ElementKind<"bst", StandInInput> = defineElement({
  kind: "bst",
  config: z.object({ name: z.string() }),
  rules: { sources: false },
  recipe: () => ({ type: "stack" }),
});

export interface BstJunctionInput {
  readonly name: string;
  readonly path: string;
  readonly options: { readonly [name: string]: unknown };
  readonly site: CallSite;
}

/** A record that has an element of every name that ends in `.bst`. */
export function bstElements(sources: readonly Source[], { name, path, options, site }: BstJunctionInput): BstElements {
  const from = makerOf(site);
  const earlier = bstJunctions().find((other) => other.from === from && other.name === name);
  if (earlier) {
    throw refusal({
      code: "FORGE1047",
      message: `two junctions are called "${name}"`,
      site,
      related: [{ message: "the other one is here", ...firstPlace(earlier.site) }],
      help: "call one of them something else: `as`",
    });
  }
  const files = projectFiles({ sources: [...sources], description: `the files of the project ${name}` });
  const elements = new Map<string, Element>();
  bstJunctions().push({ name, from, path, options, site, files, elements });
  return new Proxy<BstElements>(Object.freeze({}), {
    get: (_, key) => (typeof key === "string" && key.endsWith(".bst") ? elementCalled(key) : undefined),
  });

  function elementCalled(key: string): Element {
    const known = elements.get(key);
    if (known) return known;
    const made = standIn({ name: key, buildDepends: [files] });
    elements.set(key, made);
    return made;
  }
}
