// Module hooks around tsx's: they see every import first, say what was found, and lead imports of Node's modules to
// stand-ins.
//
// They run on the thread of Node's loader (Node 20) or beside the configuration (later), so they share no state with the
// rest and tell what they saw by a callback. A TypeScript module of the project is an ES module whatever its package.json
// says: `npm init` writes "commonjs", and nobody means it.

import { createRequire } from "node:module";
import { isInside, ownerOf, setTerritory, type Territory, toPath } from "./frames.ts";
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

const STAND_IN = "forge-guarded:";
const require = createRequire(import.meta.url);

/** The hooks, reporting to `report`. */
export function createHooks(settings: HookSettings, report: (report: HookReport) => void): Hooks {
  setTerritory(settings);
  return { shortcut, found, missed, source };

  function shortcut(specifier: string, { parentURL, conditions }: Context): Resolution | undefined {
    if (!isGuardedModule(specifier) || isTrusted(parentURL)) return undefined;
    // `require` is guarded where it is called.
    if (conditions.includes("require") && !conditions.includes("import")) return undefined;
    return { url: STAND_IN + moduleName(specifier), format: "commonjs", shortCircuit: true };
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
      const refused = refusalOf(specifier, parent, path);
      report({ specifier, parent, found: path, ...(refused && { refused }) });
      if (refused) throw new Error(`forge refuses the import of ${specifier}`);
    }
    const isModule = /\.tsx?$/.test(path) && ownerOf(path) === "project";
    return isModule ? { ...resolution, url, format: "module" } : resolution;
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

  function refusalOf(specifier: string, parent: string, path: string): "outside" | "tool" | undefined {
    const owner = ownerOf(path);
    // A project may have installed another copy of forge than the one that runs.
    const isEntry = specifier === "forge-build" || path === toPath(settings.forgeEntry) || path.endsWith("/forge-build/dist/index.js");
    if (owner === "forge" && !isEntry) return "tool";
    const isPath = /^(\.{0,2}\/|\.\.?$|file:)/.test(specifier);
    const leaves = owner === "package" && isPath && ownerOf(parent) === "project" && !isInside(path, settings.projectRoot);
    return leaves ? "outside" : undefined;
  }
}

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
