// Finds the code of a source kind: loads the module that the graph names and looks among its exports.
//
// forge's own kinds come with this program. Others are TypeScript of the project, or a package that the project has; both
// find forge itself even where it is not installed beside them.

import { existsSync } from "node:fs";
import module from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { DriverTask } from "../../core/model/drivers.ts";
import { ForgeError } from "../../core/model/errors.ts";
import { type SourceDefinition, sourceDefinition } from "../define-source.ts";
import { registerHooks } from "../synchronous-hooks.ts";

/** The definition of the kind. Throws FORGE2012 when the module cannot be loaded or does not export it. */
export async function loadDefinition(task: Pick<DriverTask, "driver" | "kind" | "project" | "entry">): Promise<SourceDefinition> {
  const { driver, kind } = task;
  const exported = await load(task);
  const named = sourceDefinition(exported[driver.export]);
  const found =
    named?.kind === kind
      ? named
      : Object.values(exported)
          .map(sourceDefinition)
          .find((definition) => definition?.kind === kind);
  if (found) return found;
  throw new ForgeError({
    code: "FORGE2012",
    message: `${driver.module} exports no source kind "${kind}"`,
    help: "export what defineSource gave from the module that calls it; a package exports it from its main module",
  });
}

type Exports = { readonly [name: string]: unknown };

async function load({ driver, project, entry }: Pick<DriverTask, "driver" | "project" | "entry">): Promise<Exports> {
  const own = pathToFileURL(entry).href;
  if (driver.module === "forge-build") return import(own);
  const isPath = driver.module.startsWith(".");
  if (!isPath || !/\.[cm]?js$/.test(driver.module)) {
    const { register } = await import("tsx/esm/api");
    const tsconfig = join(project, "tsconfig.json");
    register({ tsconfig: existsSync(tsconfig) ? tsconfig : false });
  }
  registerFallback({ own, parent: pathToFileURL(join(project, "build.config.ts")).href });
  return import(isPath ? pathToFileURL(resolve(project, driver.module)).href : FROM_PROJECT + driver.module);
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
