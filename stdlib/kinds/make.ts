// `make`: a Makefile written by hand, which knows PREFIX and DESTDIR.

import { z } from "zod";
import {
  type CommonInput,
  defineElement,
  defineVariables,
  type ElementKind,
  type List,
  sh,
  standardVariables,
  type Text,
  text,
  textSchema,
} from "../../dsl/index.ts";
import { type BuildStep, type CompilingVariable, compilingEnvironment, compilingVariables, pasted } from "./compiling.ts";
import { stripCommands } from "./strip.ts";

const config = z.object({
  make: z.array(textSchema).default([]),
  targets: z.array(textSchema).default([]),
  testTarget: textSchema.default("check"),
});

const { prefix, installRoot } = standardVariables;
const own = defineVariables({ makeArgs: text`PREFIX=${prefix}` });

const variables = {
  ...compilingVariables,
  /** A Makefile builds where it lies, unless it knows better. */
  buildDir: ".",
  /** Arguments for each call of `make`. */
  makeArgs: text`PREFIX=${prefix}`,
  /** Arguments for the call that installs. */
  makeInstallArgs: text`${own.makeArgs} DESTDIR=${installRoot} install`,
} as const;

export type MakeVariable = CompilingVariable | "makeArgs" | "makeInstallArgs";

export interface MakeInput extends CommonInput<MakeVariable, Exclude<BuildStep, "configure">> {
  /** Arguments for each call of `make`: `["CC=clang", "WITH_TLS=1"]`. */
  readonly make?: List<Text>;
  /** What is made to build it. The Makefile's first target unless said. */
  readonly targets?: List<Text>;
  /** The target that tests it. `check` unless said. */
  readonly testTarget?: Text;
}

/** Builds with `make`. Compiler flags are in the environment; a Makefile that sets its own wants them as arguments. */
export const make: ElementKind<"make", MakeInput> = defineElement({
  kind: "make",
  config,
  variables,
  environment: compilingEnvironment,
  steps: ({ config: { make: words, targets, testTarget }, vars }) => ({
    build: [sh`make -C ${vars.buildDir} ${[pasted(vars.makeArgs), ...words, ...targets]}`],
    // Rules that install are seldom written with other jobs in mind.
    install: [sh`env -u MAKEFLAGS make -C ${vars.buildDir} ${[...words, pasted(vars.makeInstallArgs)]}`],
    strip: stripCommands,
    test: [sh`make -C ${vars.buildDir} ${[pasted(vars.makeArgs), ...words, testTarget]}`],
  }),
});
