// Where the user's code called: the project's frames first, then those of packages.
//
// Capturing happens for every element and must cost microseconds, so it keeps generated positions; source maps are asked
// once per position, when a place is shown. Frames of forge itself and of Node are dropped.

import { existsSync, readFileSync } from "node:fs";
import module from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "../core/model/place.ts";
import { projectRoot } from "./context.ts";

/** One frame as V8 gives it: file and generated position, and the instance of another project that the module belongs to. */
type RawFrame = readonly [file: string, line: number, column: number, instance?: number];

/** The user's frames of a call, not yet led back to what the user wrote. Innermost first. */
export type CallSite = readonly RawFrame[];

const MOST_FRAMES = 32;
const MOST_PLACES = 6;

/** The user's frames above the current one. */
export function captureCallSite(): CallSite {
  return capture(captureCallSite, userFrames);
}

function capture(above: (...args: never) => unknown, prepare: (error: unknown, sites: readonly NodeJS.CallSite[]) => CallSite): CallSite {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: CallSite } = {};
  Error.prepareStackTrace = prepare;
  Error.stackTraceLimit = MOST_FRAMES;
  Error.captureStackTrace(holder, above);
  const site = holder.stack;
  Error.stackTraceLimit = stackTraceLimit;
  if (prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
  else Reflect.deleteProperty(Error, "prepareStackTrace");
  return site ?? [];
}

/** Places of a call, innermost first, code of the project before that of packages. */
export function placesOf(site: CallSite): readonly Place[] {
  const inProject = site.filter(([file]) => isProjectFile(file));
  const inPackages = site.filter(([file]) => !isProjectFile(file));
  return [...inProject, ...inPackages].slice(0, MOST_PLACES).map(mappedPlace);
}

/** The innermost place, as errors show it. */
export function firstPlace(site: CallSite): { readonly place?: Place } {
  const [place] = placesOf(site);
  return place ? { place } : {};
}

/** Absolute path of the module that called a function on the stack, or undefined where that is forge itself. */
export function callingModule(callee: (...args: never) => unknown): string | undefined {
  const site = capture(callee, (_, sites) => {
    const name = sites.map((one) => one.getFileName()).find((one) => one && !one.startsWith("node:"));
    return name ? [[pathOf(name), 0, 0]] : [];
  });
  const file = site[0]?.[0];
  return file === undefined || isOwnFile(file) ? undefined : file;
}

/** Absolute path of the innermost frame that is not forge's. */
export function callingFile(site: CallSite): string | undefined {
  return site[0]?.[0];
}

/** Whether a file is the project's own and not an installed package's. */
export function isProjectFile(file: string): boolean {
  const root = projectRoot();
  return file.startsWith(root.endsWith("/") ? root : `${root}/`) && !file.includes("/node_modules/");
}

/** Directory and name of the package that a file belongs to. */
export function packageOf(file: string): { readonly directory: string; readonly name: string } | undefined {
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    const found = packageAt(directory);
    if (found !== undefined) return { directory, name: found };
    if (directory === dirname(directory)) return undefined;
  }
}

/** Directories whose code is forge's. From source, this file lies in one of three; bundled, everything is in dist/. */
const ownDirectories: readonly string[] = findOwnDirectories(fileURLToPath(import.meta.url));

function findOwnDirectories(here: string): readonly string[] {
  const dist = here.lastIndexOf("/dist/");
  if (dist >= 0) return [here.slice(0, dist + "/dist/".length)];
  const root = dirname(dirname(here));
  return ["dsl", "stdlib", "core"].map((room) => join(root, room, "/"));
}

function userFrames(_: unknown, sites: readonly NodeJS.CallSite[]): CallSite {
  const frames: RawFrame[] = [];
  for (const site of sites) {
    const name = site.isEval() ? undefined : site.getFileName();
    if (!name || name.startsWith("node:")) continue;
    const file = pathOf(name);
    if (isOwnFile(file)) continue;
    const instance = instanceIds.get(name);
    const [line, column] = [site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1];
    frames.push(instance === undefined ? [file, line, column] : [file, line, column, instance]);
  }
  return frames;
}

const paths = new Map<string, string>();

/** The path of a module's name in a stack: a path, or a URL perhaps with a query. */
function pathOf(name: string): string {
  let path = paths.get(name);
  if (path === undefined) {
    path = name.startsWith("file:") ? fileURLToPath(name.replace(/[?#].*$/s, "")) : name;
    paths.set(name, path);
    if (path !== name) urls.set(path, name);
    const [, instance] = INSTANCE.exec(name) ?? [];
    if (instance !== undefined) instanceIds.set(name, Number(instance));
  }
  return path;
}

/** How a module's URL says which instance of its project it belongs to (dsl/evaluate/hooks.ts). */
const INSTANCE = /\?forge-junction=(\d+)$/;
const instanceIds = new Map<string, number>();

/** The name under which Node keeps a module's source map. */
const urls = new Map<string, string>();
const owned = new Map<string, boolean>();

function isOwnFile(file: string): boolean {
  let own = owned.get(file);
  if (own === undefined) {
    own =
      ownDirectories.some((directory) => file.startsWith(directory)) ||
      file.includes("/node_modules/forge-build/dist/") ||
      file.includes("/node_modules/tsx/");
    owned.set(file, own);
  }
  return own;
}

const places = new Map<string, Place>();

function mappedPlace([file, line, column]: RawFrame): Place {
  const key = `${file}:${line}:${column}`;
  let place = places.get(key);
  if (place === undefined) {
    place = { file: shownFile(file), ...mappedPosition(file, line, column) };
    places.set(key, place);
  }
  return place;
}

function mappedPosition(file: string, line: number, column: number): { readonly line: number; readonly column: number } {
  const entry = module.findSourceMap(urls.get(file) ?? file)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !("originalLine" in entry) || entry.originalLine === undefined) return { line, column };
  return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

/** Relative to the project, or below the package's name. A graph holds no absolute path. */
function shownFile(file: string): string {
  if (isProjectFile(file)) return relative(projectRoot(), file);
  const owner = packageOf(file);
  return owner ? join(owner.name, relative(owner.directory, file)) : file.slice(file.lastIndexOf("/") + 1);
}

const packageNames = new Map<string, string | undefined>();

function packageAt(directory: string): string | undefined {
  if (!packageNames.has(directory)) packageNames.set(directory, readPackageName(join(directory, "package.json")));
  return packageNames.get(directory);
}

function readPackageName(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const text: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof text === "object" && text !== null && "name" in text && typeof text.name === "string" ? text.name : undefined;
}
