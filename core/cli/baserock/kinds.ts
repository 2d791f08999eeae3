// Forge's own kinds by name, for definitions trees.

import type { Kinds } from "../../../dsl/baserock/graph.ts";
import type { Element } from "../../../dsl/element.ts";
import type { Source } from "../../../dsl/source.ts";
import { compose, debianBase, filter, git, importElement, local, manual, script, stack } from "../../../stdlib/public.ts";

const ELEMENTS = { compose, debianBase, filter, importElement, manual, script, stack };

/** What a plan asks of the kinds is what they take: a test builds with each. */
export const kinds: Kinds = {
  element: (kind, input) => {
    if (!Object.hasOwn(ELEMENTS, kind)) throw new Error(`internal: no kind ${kind}`);
    const make = ELEMENTS[kind as keyof typeof ELEMENTS] as unknown as (input: object) => Element;
    return make(input);
  },
  source: (kind, { path, ...input }): Source => {
    if (kind === "local" && typeof path === "string") return local(path, input);
    return (git as unknown as (input: object) => Source)(input);
  },
};
