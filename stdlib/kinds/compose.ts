// `compose`: several elements and all they need at run time as one tree, cut by domains.

import { z } from "zod";
import {
  type AnyInput,
  type BuiltinDomain,
  type Dependency,
  type Domain,
  type DomainsOf,
  defineElement,
  type Element,
  type OwnDomains,
} from "../../dsl/index.ts";

const config = z.object({
  include: z.array(z.string()).optional(),
  exclude: z.array(z.string()).optional(),
  orphans: z.boolean().optional(),
  integrate: z.boolean().optional(),
});

export interface ComposeInput<Parts extends readonly Dependency[], Own extends string> extends AnyInput, OwnDomains<Own> {
  /** What it is made of, and with it whatever that needs at run time. */
  readonly buildDepends: Parts;
  /** Take files of these domains only. */
  readonly include?: readonly (DomainsOf<Parts[number]> | Domain)[];
  /** Leave out files of these domains, though another one takes them. */
  readonly exclude?: readonly (DomainsOf<Parts[number]> | Domain)[];
  /** Whether files of no domain are taken. They are unless said. */
  readonly orphans?: boolean;
  /** Whether the integration commands of its parts run in it. They do unless said. */
  readonly integrate?: boolean;
}

export interface ComposeKind {
  <const Parts extends readonly Dependency[], const Own extends string = never>(
    input: ComposeInput<Parts, Own>,
  ): Element<"compose", BuiltinDomain | Own>;
  readonly kind: "compose";
}

/** Makes one tree of elements and whatever they need at run time. */
export const compose: ComposeKind = defineElement({
  kind: "compose",
  config,
  rules: { sources: false, runtimeDepends: false },
  recipe: ({ config: { include, exclude, orphans, integrate } }) => ({ type: "compose", include, exclude, orphans, integrate }),
});
