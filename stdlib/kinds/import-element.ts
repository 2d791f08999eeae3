// `importElement`: files of sources, as they are.

import { z } from "zod";
import { type AnyInput, defineElement, type ElementKind, type SourcesInput, type Text, textSchema } from "../../dsl/index.ts";

const config = z.object({
  from: textSchema.optional(),
  to: textSchema.optional(),
  links: z.record(z.string(), textSchema).optional(),
});

export interface ImportElementInput extends AnyInput, SourcesInput {
  /** Directory of the sources that is imported. `/` unless said. */
  readonly from?: Text;
  /** Where it is placed. `/` unless said. */
  readonly to?: Text;
  /** Symbolic links to add: path to target. */
  readonly links?: { readonly [path: string]: Text };
}

/** Takes files of its sources as they are. */
export const importElement: ElementKind<"import", ImportElementInput> = defineElement({
  kind: "import",
  config,
  recipe: ({ config: { from, to, links } }) => ({ type: "import", from, to, links }),
});
