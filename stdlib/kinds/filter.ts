// `filter`: the files of one element that belong to chosen domains.

import { z } from "zod";
import {
  type AnyInput,
  type Dependency,
  type Domain,
  type DomainsOf,
  defineElement,
  type Element,
  type List,
  type Text,
} from "../../dsl/index.ts";

const config = z.object({
  include: z.array(z.string()).optional(),
  exclude: z.array(z.string()).optional(),
  orphans: z.boolean().optional(),
  passIntegration: z.boolean().optional(),
});

export interface FilterInput<Parent extends Dependency, Runtime extends readonly Dependency[]> extends AnyInput {
  /** The one element whose files it takes. */
  readonly depends?: readonly [Parent];
  /** The same as `depends`: what a filter takes from, it does not need at run time. */
  readonly buildDepends?: readonly [Parent];
  /** Needed by those who use it. */
  readonly runtimeDepends?: Runtime;
  /** Domains of its own, for a domain of the project others or more. What it takes is cut by those of the element it takes from. */
  readonly domains?: { readonly [domain: string]: List<Text> };
  /** Take files of these domains only. */
  readonly include?: readonly (DomainsOf<Parent> | Domain)[];
  /** Leave out files of these domains, though another one takes them. */
  readonly exclude?: readonly (DomainsOf<Parent> | Domain)[];
  /** Whether files of no domain are taken. They are not unless said. */
  readonly orphans?: boolean;
  /** Whether the element's integration commands become its own. They do not unless said. */
  readonly passIntegration?: boolean;
}

export interface FilterKind {
  <const Parent extends Dependency, const Runtime extends readonly Dependency[] = readonly []>(
    input: FilterInput<Parent, Runtime>,
  ): Element<"filter", DomainsOf<Parent> | DomainsOf<Runtime[number]>>;
  readonly kind: "filter";
}

/** Takes of one element the files of chosen domains. */
export const filter: FilterKind = defineElement({
  kind: "filter",
  config,
  rules: { sources: false, depends: "build" },
  recipe: ({ config: { include, exclude, orphans, passIntegration } }) => ({ type: "filter", include, exclude, orphans, passIntegration }),
});
