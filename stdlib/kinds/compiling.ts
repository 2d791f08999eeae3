// What the kinds that compile have in common: variables, environment, and how the number of jobs reaches a program.

import { defineVariables, nocache, type Script, sh, standardVariables, type Text, text, type VarRef } from "../../dsl/index.ts";

/** The steps of every kind that builds with a build system. `test` runs on `forge test` only. */
export type BuildStep = "configure" | "build" | "install" | "strip" | "test";

const { buildRoot } = standardVariables;

/** Paths that a compiler writes into its output lead to the sources wherever these were: they are the same in every build. */
const flags = text`-O2 -g -ffile-prefix-map=${buildRoot}=.`;

export const compilingVariables = {
  /** Where the sources have their own build files, relative to the build root. */
  confRoot: ".",
  /** Where it is built, relative to the build root. */
  buildDir: "_build",
  /** `CFLAGS`. */
  cflags: flags,
  /** `CXXFLAGS`. */
  cxxflags: flags,
} as const;

export type CompilingVariable = keyof typeof compilingVariables;

const { cflags, cxxflags } = defineVariables(compilingVariables);

/** For build systems that take flags and an optimisation level from the environment. */
export const compilingEnvironment = {
  CFLAGS: cflags,
  CXXFLAGS: cxxflags,
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONHASHSEED: "0",
  V: nocache("1"),
} as const;

/** For build systems with an optimisation level of their own, which add it to these flags. */
export const mappedFlags: Text = text`-ffile-prefix-map=${buildRoot}=.`;

/**
 * How many jobs a program may run at a time that knows no jobserver. forge says it where it runs the command, so it is no
 * part of the command or of the key; where nobody says it, one.
 */
export const jobs: Script = sh`"\${FORGE_JOBS:-1}"`;

/** Text of a variable that the shell reads as words. */
export function pasted(variable: VarRef): Script {
  return sh.raw`${variable}`;
}
