// The only reads there are: of files of the project, each one recorded as an input of the evaluation.
//
// Paths are relative to the project's root, wherever the reading module lies, so that moving a module changes nothing; in a
// package, to the package's own root. Nothing outside is reached, by links neither.

import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import type { z } from "zod";
import { callingFile, captureCallSite, isProjectFile, packageOf } from "./call-site.ts";
import { describeIssues } from "./config.ts";
import { evaluationContext, projectRoot, type ReadRecorder } from "./context.ts";
import { deepFreeze } from "./freeze.ts";
import { globMatcher } from "./glob-pattern.ts";
import { instanceOf, writerOf } from "./instances.ts";
import { refusal } from "./refuse.ts";

/** The text of a file, which must be UTF-8. */
export function readText(path: string): string {
  const file = locate(path);
  try {
    const bytes = readFileSync(file);
    recorder()?.file(file);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw unreadable(path, file, error);
  }
}

/** The value of a JSON file, as its schema gives it. */
export function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema>;
/** The value of a JSON file. */
export function readJson(path: string): unknown;
export function readJson(path: string, schema?: z.ZodType): unknown {
  const value = parseJson(path, readText(path));
  if (!schema) return deepFreeze(value);
  const result = schema.safeParse(value);
  if (result.success) return deepFreeze(result.data);
  const [first = "", ...more] = describeIssues(result.error.issues, value);
  throw refusal({ code: "FORGE1007", message: `${path}: ${first}`, ...(more.length > 0 && { detail: more }) });
}

/**
 * Paths of the files that fit a pattern, sorted: `*` within a directory, `**` across. Names that begin with a dot fit only
 * where the pattern says the dot.
 */
export function glob(pattern: string): readonly string[] {
  const relativePattern = normalize(pattern).replace(/^\.\//, "");
  const root = locate(fixedPart(relativePattern));
  const base = locate(".");
  const matches = globMatcher(relativePattern);
  const found: string[] = [];
  const pending = [root];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of list(directory)) {
      const path = join(directory, entry.name);
      const name = relative(base, path).split(sep).join("/");
      if (entry.isDirectory() && matches.leadsTo(name)) pending.push(path);
      else if (!entry.isDirectory() && matches.fits(name)) found.push(name);
    }
  }
  return Object.freeze(found.sort());
}

function recorder(): ReadRecorder | undefined {
  return evaluationContext()?.recorder;
}

/** The absolute path of a path of the caller's. Throws FORGE1015 when it leads out. */
function locate(path: string): string {
  const root = rootOfCaller();
  const file = join(root, path);
  const leaves = path.startsWith("/") || !isWithin(file, root) || !isWithin(realPathOf(file), realPathOf(root));
  if (!leaves) return file;
  throw refusal({
    code: "FORGE1015",
    message: `${path} leads out of the project`,
    help: "write paths relative to the directory of build.config.ts, and copy into the project what it needs",
  });
}

function rootOfCaller(): string {
  const site = captureCallSite();
  const instance = instanceOf(writerOf(site));
  if (instance) return instance.directory;
  const file = callingFile(site);
  return file === undefined || isProjectFile(file) ? projectRoot() : (packageOf(file)?.directory ?? projectRoot());
}

function isWithin(path: string, root: string): boolean {
  return path === root || path === `${root}/` || path.startsWith(root.endsWith("/") ? root : `${root}/`);
}

/** The real path of whatever part of a path exists. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === dirname(path) ? path : join(realPathOf(dirname(path)), path.slice(dirname(path).length));
  }
}

/** The directories of a pattern that hold no wildcard. */
function fixedPart(pattern: string): string {
  const parts = pattern.split("/");
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  return parts.slice(0, wild < 0 ? -1 : wild).join("/") || ".";
}

function list(directory: string): readonly Dirent[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    recorder()?.directory(directory);
    return entries;
  } catch {
    recorder()?.absent(directory);
    return [];
  }
}

function unreadable(path: string, file: string, error: unknown): Error {
  if (error instanceof TypeError)
    return refusal({ code: "FORGE1016", message: `${path} is not UTF-8 text`, help: "make it part of a source: `local` takes any bytes" });
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) recorder()?.absent(file);
  const help = "paths are relative to the directory of build.config.ts";
  return refusal({
    code: "FORGE1016",
    message: stat?.isDirectory() ? `${path} is a directory` : `cannot read ${path}: there is no such file`,
    help,
    cause: error,
  });
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal({
      code: "FORGE1016",
      message: `${path} is not valid JSON: ${error instanceof Error ? error.message : ""}`,
      cause: error,
    });
  }
}
