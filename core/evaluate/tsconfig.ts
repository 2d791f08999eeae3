// The project's tsconfig.json as far as it decides where modules are found: what it extends, `baseUrl` and `paths`.
//
// tsx reads the same files in the sealed child; here they are inputs. What cannot be read is left out: the child complains.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface Tsconfigs {
  /** The file and all that it extends. */
  readonly files: readonly string[];
  /** Files that would have been read had they been there. */
  readonly absent: readonly string[];
  /** Patterns of specifiers with the absolute path patterns they stand for. */
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
  /** Absolute directory in which bare specifiers are looked up first. */
  readonly baseUrl: string | undefined;
}

interface CompilerOptions {
  readonly baseUrl?: unknown;
  readonly paths?: unknown;
}

/** Reads the tsconfig.json of a directory. */
export function readTsconfigs(directory: string): Tsconfigs {
  const files: string[] = [];
  const absent: string[] = [];
  let paths: Tsconfigs["paths"] = [];
  let baseUrl: string | undefined;
  const pending = [join(directory, "tsconfig.json")];
  for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
    if (files.includes(file)) continue;
    if (!existsSync(file)) {
      absent.push(file);
      continue;
    }
    files.push(file);
    const { compilerOptions = {}, extends: bases } = readJsonWithComments(file);
    const options: CompilerOptions = isObject(compilerOptions) ? compilerOptions : {};
    // What is nearer wins.
    if (typeof options.baseUrl === "string") baseUrl ??= resolve(dirname(file), options.baseUrl);
    if (isObject(options.paths) && paths.length === 0) paths = readPaths(options.paths, baseUrl ?? dirname(file));
    for (const base of (Array.isArray(bases) ? bases : [bases]).filter((one) => typeof one === "string"))
      pending.push(...baseFiles(base, dirname(file)));
  }
  return { files, absent, paths, baseUrl };
}

/** Absolute paths at which a bare specifier is looked up before packages are. */
export function mappedPaths({ paths, baseUrl }: Tsconfigs, specifier: string): readonly string[] {
  const mapped = paths.flatMap(([pattern, targets]) => {
    const [before = "", after] = pattern.split("*");
    if (after === undefined) return pattern === specifier ? targets : [];
    if (!specifier.startsWith(before) || !specifier.endsWith(after) || specifier.length < before.length + after.length) return [];
    const middle = specifier.slice(before.length, specifier.length - after.length);
    return targets.map((target) => target.replace("*", middle));
  });
  return baseUrl === undefined ? mapped : [...mapped, join(baseUrl, specifier)];
}

function readPaths(paths: { readonly [pattern: string]: unknown }, base: string): Tsconfigs["paths"] {
  return Object.entries(paths).map(([pattern, targets]) => [
    pattern,
    (Array.isArray(targets) ? targets : []).filter((one) => typeof one === "string").map((target) => resolve(base, target)),
  ]);
}

/** The file that `extends` names: a path, or a file of a package in the nearest `node_modules` that has it. */
function baseFiles(base: string, from: string): readonly string[] {
  if (/^\.{0,2}\//.test(base) || base.startsWith("/")) {
    const file = resolve(from, base);
    return [file.endsWith(".json") ? file : existsSync(`${file}.json`) ? `${file}.json` : file];
  }
  for (let directory = from; ; directory = dirname(directory)) {
    const candidates = ["", ".json", "/tsconfig.json"].map((ending) => join(directory, "node_modules", base) + ending);
    const exported = exportedFile(join(directory, "node_modules"), base);
    const found = exported ?? candidates.find((file) => file.endsWith(".json") && existsSync(file));
    if (found !== undefined) return [found];
    if (directory === dirname(directory)) return [];
  }
}

/** The file that a package says a path into it means. */
function exportedFile(modules: string, specifier: string): string | undefined {
  const parts = specifier.split("/");
  const name = parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  const { exports } = readJsonWithComments(join(modules, name, "package.json"));
  const target = isObject(exports) ? exports[`.${specifier.slice(name.length)}`] : undefined;
  return typeof target === "string" ? join(modules, name, target) : undefined;
}

function readJsonWithComments(file: string): { readonly [name: string]: unknown } {
  try {
    const text = readFileSync(file, "utf8").replace(/^\ufeff/, "");
    const plain = text.replace(/"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) => (found.startsWith('"') ? found : " "));
    const value: unknown = JSON.parse(plain.replace(/"(?:\\.|[^"\\])*"|,(?=\s*[\]}])/g, (found) => (found === "," ? "" : found)));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
