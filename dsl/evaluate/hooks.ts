// Module hooks around tsx's: they see every import first, say what was found, and lead imports of Node's modules to
// stand-ins.
//
// They run on the thread of Node's loader (Node 20) or beside the configuration (later), so they share no state with the
// rest and tell what they saw by a callback. A TypeScript module of the project is an ES module whatever its package.json
// says: `npm init` writes "commonjs", and nobody means it.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { JunctionImport } from "../context.ts";
import { addJunction, isInside, isOwnFile, ownerOf, setTerritory, type Territory, toPath } from "./frames.ts";
import { isGuardedModule, moduleName } from "./guard-names.ts";

/** What the hooks see: an import, what was found, and whether forge refused it. */
export interface HookReport {
  readonly specifier: string;
  readonly parent: string;
  readonly found?: string;
  readonly refused?: "outside" | "tool";
}

export interface HookSettings extends Territory {
  /** URL of forge's package entry, for projects that have not installed forge themselves. */
  readonly forgeEntry: string;
}

export interface Resolution {
  readonly url: string;
  readonly format?: string | null | undefined;
  readonly shortCircuit?: boolean;
}

interface Context {
  readonly parentURL?: string | undefined;
  readonly conditions: readonly string[];
}

export interface Hooks {
  /** An answer that needs no search. */
  shortcut(specifier: string, context: Context): Resolution | undefined;
  /** What becomes of what was found. */
  found(specifier: string, context: Context, resolution: Resolution): Resolution;
  /** What becomes of a failure: another answer, or the error again. */
  missed(specifier: string, context: Context, error: unknown): Resolution;
  /** The source of a stand-in module. */
  source(url: string): { readonly format: "commonjs"; readonly source: string; readonly shortCircuit: true } | undefined;
}

/** Before the entry of another project: what `junction` imports. */
export const JUNCTION = "forge-junction:";

export interface JunctionEntry extends JunctionImport {
  /** Where the forge lies that it brought along. */
  readonly trusted: readonly string[];
}

const STAND_IN = "forge-guarded:";
const require = createRequire(import.meta.url);

/** The hooks, reporting to `report`. */
export function createHooks(settings: HookSettings, report: (report: HookReport) => void): Hooks {
  setTerritory(settings);
  const roots = new Map<string, string>();
  return { shortcut, found, missed, source };

  function shortcut(specifier: string, { parentURL, conditions }: Context): Resolution | undefined {
    if (specifier.startsWith(JUNCTION) && isTrusted(parentURL))
      return enterJunction(JSON.parse(decodeURIComponent(specifier.slice(JUNCTION.length))));
    if (!isGuardedModule(specifier) || isTrusted(parentURL)) return undefined;
    // `require` is guarded where it is called.
    if (conditions.includes("require") && !conditions.includes("import")) return undefined;
    return { url: STAND_IN + moduleName(specifier), format: "commonjs", shortCircuit: true };
  }

  function enterJunction({ id, directory, entry, trusted, ...written }: JunctionEntry): Resolution {
    addJunction(directory, trusted);
    roots.set(String(id), directory);
    report({ specifier: written.specifier, parent: written.parent, found: entry });
    return { url: `${pathToFileURL(entry).href}${INSTANCE}${id}`, format: "module", shortCircuit: true };
  }

  function found(specifier: string, { parentURL }: Context, resolution: Resolution): Resolution {
    if (!resolution.url.startsWith("file:")) return resolution;
    // tsx marks modules that it takes for CommonJS inside their names.
    const url = resolution.url.replace(/%3Ftsx-.*$/i, "").replace(/\?tsx-.*$/, "");
    const path = toPath(url);
    const parent = parentURL === undefined ? "" : toPath(parentURL);
    if (isTrusted(parentURL)) {
      if (ownerOf(path) === "forge") return resolution;
    } else {
      const refused = refusalOf(specifier, { parent, path, root: instanceOf(parentURL)?.root ?? settings.projectRoot });
      report({ specifier, parent, found: path, ...(refused && { refused }) });
      if (refused) throw new Error(`forge refuses the import of ${specifier}`);
    }
    const instance = instanceOf(parentURL);
    const isOfInstance = instance !== undefined && isOwnFile(path, instance.root);
    const isModule = /\.tsx?$/.test(path) && ownerOf(path) === "project";
    const own = isModule ? { ...resolution, url, format: "module" } : resolution;
    return isOfInstance ? { ...own, url: `${url}${INSTANCE}${instance.id}` } : own;
  }

  /** The instance of another project that a module belongs to. */
  function instanceOf(url: string | undefined): { readonly id: string; readonly root: string } | undefined {
    const id = url?.split(INSTANCE)[1];
    const root = id === undefined ? undefined : roots.get(id);
    return id === undefined || root === undefined ? undefined : { id, root };
  }

  function missed(specifier: string, { parentURL }: Context, error: unknown): Resolution {
    if (!isTrusted(parentURL)) {
      report({ specifier, parent: toPath(parentURL ?? "") });
      if (specifier === "forge-build") return { url: settings.forgeEntry, format: "module", shortCircuit: true };
    }
    throw error;
  }

  function source(url: string) {
    if (!url.startsWith(STAND_IN)) return undefined;
    const name = url.slice(STAND_IN.length);
    return { format: "commonjs", source: standInSource(name), shortCircuit: true } as const;
  }

  function isTrusted(url: string | undefined): boolean {
    return url === undefined || (url.startsWith("file:") && ownerOf(toPath(url)) === "forge");
  }

  function refusalOf(specifier: string, { parent, path, root }: Importing): "outside" | "tool" | undefined {
    const owner = ownerOf(path);
    // A project may have installed another copy of forge than the one that runs.
    const isEntry = specifier === "forge-build" || path === toPath(settings.forgeEntry) || path.endsWith("/forge-build/dist/index.js");
    if (owner === "forge" && !isEntry) return "tool";
    const isPath = /^(\.{0,2}\/|\.\.?$|file:)/.test(specifier);
    const leaves = owner !== "forge" && isPath && ownerOf(parent) === "project" && isInside(parent, root) && !isInside(path, root);
    return leaves ? "outside" : undefined;
  }
}

interface Importing {
  readonly parent: string;
  readonly path: string;
  /** Of the project that imports. */
  readonly root: string;
}

/** In the URL of a module, before the number of the instance it belongs to. */
const INSTANCE = "?forge-junction=";

/** CommonJS, since both `import` and `require` can have it; the dead assignment names its exports to Node's lexer. */
function standInSource(name: string): string {
  const real: object = require(`node:${name}`);
  const names = Object.keys(real).filter(
    (key) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== "default" && !isPrimitiveOfProcess(name, real, key),
  );
  return `module.exports = globalThis[Symbol.for("forge.guarded")](${JSON.stringify(name)});\n0 && (module.exports = { ${names.join(", ")} });\n`;
}

/** Exports are read when a module is imported, and reading these is what is refused. */
function isPrimitiveOfProcess(name: string, real: object, key: string): boolean {
  return name === "process" && typeof Reflect.get(real, key) !== "function" && key !== "env";
}
