// Who called: forge itself, the project, or a package it uses; and where, in the user's own lines.
//
// Asking who called is cheap and looks at generated positions; asking where reads the stack's text, whose positions
// source maps have led back to the TypeScript. Neither knows what was called.

import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "../../core/model/place.ts";

export interface Territory {
  readonly projectRoot: string;
  /** Directories whose code may do what configuration may not: forge's programs, tsx, esbuild. */
  readonly trusted: readonly string[];
  /** Other projects that run beside this one, whose code is held to the same rules. */
  readonly junctions?: readonly string[];
}

export type Owner =
  /** Forge, its tools, or Node itself. */
  | "forge"
  /** Code of the project. */
  | "project"
  /** Code of a package that the project uses. */
  | "package";

export interface Caller {
  readonly owner: Owner;
  readonly file?: string;
}

/** A function of whatever signature. */
export type AnyFunction = (...args: never) => unknown;

let territory: Territory = { projectRoot: "/", trusted: [] };

/** Says whose code lies where. Called once, before anything is asked. */
export function setTerritory(of: Territory): void {
  territory = of;
}

/** Says that another project's code runs, too, and which forge it brought along. */
export function addJunction(directory: string, trusted: readonly string[]): void {
  const { junctions = [] } = territory;
  if (junctions.includes(directory)) return;
  territory = { ...territory, junctions: [...junctions, directory], trusted: [...territory.trusted, ...trusted] };
}

/** Whose code called `guard`, a function on the stack. */
export function callerOf(guard: AnyFunction): Caller {
  for (const site of callSites(guard)) {
    // Generated code belongs to whoever made it, which is a frame further up.
    const file = site.isEval() ? undefined : site.getFileName();
    if (!file) continue;
    // What Node calls from its own queue was handed to it: `promise.then(Date.now)`.
    if (file === "node:internal/process/task_queues") return { owner: "project" };
    if (file.startsWith("node:")) continue;
    const path = toPath(file);
    return { owner: ownerOf(path), file: path };
  }
  return { owner: "forge" };
}

/** Whose code a file is. */
export function ownerOf(file: string): Owner {
  // A project may have installed another copy of forge than the one that runs.
  if (territory.trusted.some((root) => isInside(file, root)) || file.includes("/node_modules/forge-build/dist/")) return "forge";
  const isOwn = isInside(file, territory.projectRoot) && !file.includes(`${sep}node_modules${sep}`);
  return isOwn || territory.junctions?.some((root) => isOwnFile(file, root)) ? "project" : "package";
}

/** Whether a file is one of a project, and not of a package that it has installed. */
export function isOwnFile(file: string, root: string): boolean {
  return isInside(file, root) && !file.slice(root.length).includes(`${sep}node_modules${sep}`);
}

/** Whether a path is a directory or lies in it. */
export function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** The user's frames of an error, innermost first: code of the project before that of packages. */
export function userPlaces(stack: string | undefined): readonly Place[] {
  const project: Place[] = [];
  const packages: Place[] = [];
  for (const line of (stack ?? "").split("\n")) {
    const place = frameOf(line);
    if (place === undefined) continue;
    const owner = ownerOf(place.file);
    if (owner === "project") project.push(projectPlace(place));
    else if (owner === "package") packages.push(place);
  }
  return [...project, ...packages];
}

/** The same place, its file relative to the project where it lies inside. */
export function projectPlace(place: Place): Place {
  return isInside(place.file, territory.projectRoot) ? { ...place, file: relative(territory.projectRoot, place.file) } : place;
}

/** `package` for /x/node_modules/package/index.js, `@scope/package` likewise; the path where there is none. */
export function packageOf(file: string): string {
  const parts = file.slice(file.lastIndexOf(`${sep}node_modules${sep}`) + "/node_modules/".length).split(sep);
  if (!file.includes(`${sep}node_modules${sep}`)) return file;
  return parts[0]?.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? file);
}

/** The path of a file URL; anything else as it is. A symbolic link is followed. */
export function toPath(fileOrUrl: string): string {
  return fileOrUrl.startsWith("file:") ? fileURLToPath(fileOrUrl.replace(/[?#].*$/s, "")) : fileOrUrl;
}

/** Follows symbolic links where the path exists. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const FRAME = /^\s+at (?:.*? \()?((?:file:\/\/)?\/.*?):(\d+):(\d+)\)?$/;

function frameOf(line: string): Place | undefined {
  // Generated code is nobody's line; whoever runs it is further up.
  if (line.includes("(eval at ")) return undefined;
  const [, file, row, column] = FRAME.exec(line) ?? [];
  return file === undefined ? undefined : { file: toPath(file), line: Number(row), column: Number(column) };
}

function callSites(above: AnyFunction): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_, sites) => sites;
  Error.stackTraceLimit = 24;
  const holder: { stack?: readonly NodeJS.CallSite[] } = {};
  Error.captureStackTrace(holder, above);
  const sites = holder.stack ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  if (prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
  else Reflect.deleteProperty(Error, "prepareStackTrace");
  return sites;
}
