// Loads a module of the user's: TypeScript of a project, or a package that it has.
//
// It finds forge itself even where that is not installed beside it. Registers hooks for the whole process.

import { existsSync } from "node:fs";
import module from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { registerHooks } from "../synchronous-hooks.ts";

export type Exports = { readonly [name: string]: unknown };

export interface UserModule {
  /** A path, which begins with a dot, or the name of a package. */
  readonly module: string;
  /** The directory that both are found from. */
  readonly project: string;
  /** forge's own package entry. */
  readonly entry: string;
}

export async function loadModule({ module: name, project, entry }: UserModule): Promise<Exports> {
  const isPath = name.startsWith(".");
  if (!isPath || !/\.[cm]?js$/.test(name)) {
    const { register } = await import("tsx/esm/api");
    const tsconfig = join(project, "tsconfig.json");
    register({ tsconfig: existsSync(tsconfig) ? tsconfig : false });
  }
  registerFallback({ own: pathToFileURL(entry).href, parent: pathToFileURL(join(project, "build.config.ts")).href });
  return import(isPath ? pathToFileURL(resolve(project, name)).href : FROM_PROJECT + name);
}

/** Before the name of a package: it is to be found from the project, not from here. */
const FROM_PROJECT = "forge-project:";

interface Fallback {
  /** URL of forge's own package entry. */
  readonly own: string;
  /** URL of a module of the project. */
  readonly parent: string;
}

/** TypeScript that no package brought is a module, whatever package.json says, as it is for the configuration. */
const OWN_TYPESCRIPT = /^file:(?!.*\/node_modules\/).*\.tsx?$/;

/** How tsx marks modules that it takes for CommonJS. */
const TSX_MARK = /(?:\?|%3F)tsx-.*$/i;

/** Leads packages to where the project has them, and `forge-build` to this forge where there is no other. */
function registerFallback(fallback: Fallback): void {
  if (registerHooks) {
    registerHooks({
      resolve(specifier, context, next) {
        if (specifier.startsWith(FROM_PROJECT))
          return next(specifier.slice(FROM_PROJECT.length), { ...context, parentURL: fallback.parent });
        try {
          return asModule(next(specifier, context));
        } catch (error) {
          if (specifier === "forge-build") return { url: fallback.own, format: "module", shortCircuit: true };
          throw error;
        }
      },
    });
    return;
  }
  // Node 20 runs hooks on a thread of their own, from a module of their own.
  const text = `
    let fallback;
    export function initialize(data) { fallback = data; }
    export async function resolve(specifier, context, next) {
      if (specifier.startsWith(${JSON.stringify(FROM_PROJECT)})) return next(specifier.slice(${FROM_PROJECT.length}), { ...context, parentURL: fallback.parent });
      try {
        const found = await next(specifier, context);
        const url = found.url.replace(${TSX_MARK}, "");
        return ${OWN_TYPESCRIPT}.test(url) ? { ...found, url, format: "module" } : found;
      } catch (error) {
        if (specifier === "forge-build") return { url: fallback.own, format: "module", shortCircuit: true };
        throw error;
      }
    }`;
  module.register(`data:text/javascript,${encodeURIComponent(text)}`, { data: fallback });
}

function asModule<Found extends { readonly url: string }>(found: Found): Found {
  const url = found.url.replace(TSX_MARK, "");
  return OWN_TYPESCRIPT.test(url) ? { ...found, url, format: "module" } : found;
}
