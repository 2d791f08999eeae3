// `stack`: several elements under one name.

import { type AnyInput, defineElement, type ElementKind } from "../../dsl/index.ts";

export interface StackInput extends AnyInput {}

/** Stands for everything in its `depends`, and has no files of its own. */
export const stack: ElementKind<"stack", StackInput> = defineElement({
  kind: "stack",
  rules: { sources: false },
  recipe: () => ({ type: "stack" }),
});
