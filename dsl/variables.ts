// Variables: names for texts that an element may have differently. Those that every element has, and those of a project.
//
// A variable is looked up by name in the element that uses it, so that overriding `prefix` moves everything that is said
// in terms of it. Which scope says what is decided in dsl/scope.ts.

import { didYouMean } from "./nearest.ts";
import { refusal } from "./refuse.ts";
import { makeOwnText, makeVariable, type Text, text, type VarRef } from "./text.ts";

/** Variables by name. */
export type Variables<Name extends string = string> = { readonly [N in Name]: VarRef<N> };

/**
 * Declares variables with what they are unless an element says otherwise:
 * `export const vars = defineVariables({ triplet: "x86_64-linux-gnu" })`.
 */
export function defineVariables<const S extends { readonly [name: string]: Text }>(definitions: S): Variables<keyof S & string> {
  const made = Object.entries(definitions).map(([name, definition]) => [name, makeVariable(name, definition)]);
  return Object.freeze(Object.fromEntries(made));
}

/** Texts for variables that a project declared itself. No kind names these, so the type does not either. */
export type SetVariables = { readonly [N in never]: Text };

/**
 * Texts for variables that the project declared, in an element's `variables` or the project's defaults, alone or spread beside
 * others: `variables: { prefix: "/opt", ...setVariables(vars, { triplet: "arm-linux-gnueabihf" }) }`.
 */
export function setVariables<const V extends Variables>(variables: V, texts: { readonly [N in keyof V]?: Text }): SetVariables {
  const unknown = Object.keys(texts).find((name) => !Object.hasOwn(variables, name));
  if (unknown !== undefined) {
    const message = `setVariables: there is no variable "${unknown}"${didYouMean(unknown, Object.keys(variables))}`;
    throw refusal({ code: "FORGE1007", message });
  }
  const set = Object.entries<Text | undefined>(texts).filter((entry): entry is [string, Text] => entry[1] !== undefined);
  return Object.freeze(Object.fromEntries(set.map(([name, value]) => [name, makeOwnText(value)])));
}

const prefix = makeVariable("prefix", "/usr");
const execPrefix = makeVariable("execPrefix", prefix);
const datadir = makeVariable("datadir", text`${prefix}/share`);
const lib = makeVariable("lib", "lib");
const libdir = makeVariable("libdir", text`${prefix}/${lib}`);

/** Where things are installed, as every element has it, and where the sandbox keeps what is built. */
export const standardVariables = Object.freeze({
  /** `/usr` */
  prefix,
  /** `${prefix}` */
  execPrefix,
  /** `${execPrefix}/bin` */
  bindir: makeVariable("bindir", text`${execPrefix}/bin`),
  /** `${execPrefix}/sbin` */
  sbindir: makeVariable("sbindir", text`${execPrefix}/sbin`),
  /** `${execPrefix}/libexec` */
  libexecdir: makeVariable("libexecdir", text`${execPrefix}/libexec`),
  /** `${prefix}/share` */
  datadir,
  /** `/etc` */
  sysconfdir: makeVariable("sysconfdir", "/etc"),
  /** `${prefix}/com` */
  sharedstatedir: makeVariable("sharedstatedir", text`${prefix}/com`),
  /** `/var` */
  localstatedir: makeVariable("localstatedir", "/var"),
  /** `lib`: the last part of `libdir`. */
  lib,
  /** `${prefix}/${lib}` */
  libdir,
  /** `${libdir}/debug` */
  debugdir: makeVariable("debugdir", text`${libdir}/debug`),
  /** `${prefix}/include` */
  includedir: makeVariable("includedir", text`${prefix}/include`),
  /** `${datadir}/doc` */
  docdir: makeVariable("docdir", text`${datadir}/doc`),
  /** `${datadir}/info` */
  infodir: makeVariable("infodir", text`${datadir}/info`),
  /** `${datadir}/man` */
  mandir: makeVariable("mandir", text`${datadir}/man`),
  /** `/forge/build`: where sources are laid out and commands of build kinds start. */
  buildRoot: makeVariable("buildRoot", "/forge/build"),
  /** `/forge/install`: what is written below it becomes the artifact. */
  installRoot: makeVariable("installRoot", "/forge/install"),
});

export type StandardVariable = keyof typeof standardVariables;
