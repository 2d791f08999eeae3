// `script`: commands over elements that are staged where they are wanted.

import { z } from "zod";
import {
  type AnyInput,
  type BuildDependsInput,
  type BuildOnlyKind,
  defineElement,
  type LimitsInput,
  type Script,
  scriptSchema,
  type Text,
  textSchema,
} from "../../dsl/index.ts";

const config = z.object({ run: z.array(scriptSchema), cwd: textSchema.optional() });

export interface ScriptInput extends AnyInput, BuildDependsInput, LimitsInput {
  /** What it does. What it leaves below `/forge/install` is its result. */
  readonly run: readonly Script[];
  /** Directory in which each command starts. `/` unless said. */
  readonly cwd?: Text;
}

/** Runs commands over other elements, each staged `at` its place. */
export const script: BuildOnlyKind<"script", ScriptInput> = defineElement({
  kind: "script",
  config,
  rules: { sources: false, runtimeDepends: false },
  // It has no sources, so where these would lie is no variable of the project's.
  recipe: ({ config: { run, cwd = "/" } }) => ({ type: "run", steps: { run }, cwd, buildDirectory: "/forge/build" }),
});
