// Turns whatever went wrong in an evaluation into a coded error at a line of the user's.
//
// Knows how tsx, esbuild and Node word their errors; a stack never leaves this file.

import { readFileSync } from "node:fs";
import { type ErrorDetails, isForgeError } from "../../core/model/errors.ts";
import type { Place } from "../../core/model/place.ts";
import { ownerOf, packageOf, projectPlace, toPath, userPlaces } from "./frames.ts";
import type { HookReport } from "./hooks.ts";

/** The error as data. `imports` are the imports seen, in order: the last one may be what failed. */
export function describeFailure(error: unknown, imports: readonly HookReport[]): ErrorDetails {
  if (isForgeError(error)) return JSON.parse(JSON.stringify(error));
  if (!(error instanceof Error))
    return { code: "FORGE1003", message: `the configuration threw ${show(error)}`, help: "throw an Error: it knows its place" };
  const refused = imports.find((one) => one.refused !== undefined && error.message.includes(one.specifier));
  if (refused) return refusedImport(refused);
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && missingCodes.has(code)) return missingModule(error, imports);
  if (code !== undefined && requireCodes.has(code)) return commonJs(error, imports);
  return transformFailure(error) ?? syntaxFailure(error) ?? thrown(error);
}

const missingCodes: ReadonlySet<string> = new Set([
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
  "ERR_PACKAGE_IMPORT_NOT_DEFINED",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_INVALID_MODULE_SPECIFIER",
  "ERR_UNSUPPORTED_ESM_URL_SCHEME",
  "ERR_NETWORK_IMPORT_DISALLOWED",
  "ERR_UNKNOWN_BUILTIN_MODULE",
  "ERR_INVALID_PACKAGE_TARGET",
  "ERR_UNKNOWN_FILE_EXTENSION",
]);

const requireCodes: ReadonlySet<string> = new Set(["ERR_REQUIRE_CYCLE_MODULE", "ERR_REQUIRE_ASYNC_MODULE", "ERR_REQUIRE_ESM"]);

function refusedImport({ specifier, parent, refused, found }: HookReport): ErrorDetails {
  const place = importPlace(parent, specifier);
  if (refused === "outside") {
    return {
      code: "FORGE1015",
      message: `the import of "${specifier}" leads out of the project`,
      place,
      help: "move the module into the project, or make it a package and install it",
    };
  }
  const tool = packageOf(found ?? specifier);
  return {
    code: "FORGE1005",
    message: `the configuration reaches into the engine: import of ${tool}`,
    place,
    help: "leave it out: configuration only declares values",
  };
}

function missingModule(error: Error, imports: readonly HookReport[]): ErrorDetails {
  const missed =
    imports.findLast((one) => one.found === undefined && (error.message.includes(one.specifier) || imports.at(-1) === one)) ??
    imports.findLast((one) => one.found === undefined);
  if (missed === undefined)
    return {
      code: "FORGE1018",
      message: `a module cannot be found: ${firstLine(error.message)}`,
      help: "install what the configuration imports",
    };
  const { specifier, parent } = missed;
  const isPath = /^[./]/.test(specifier);
  const isUrl = /^[a-z][a-z+.-]+:/.test(specifier);
  const help = isPath
    ? "write the path as it is from the importing file, with its extension"
    : isUrl
      ? "import packages by name; the network is not reached while a configuration is evaluated"
      : `install it: npm install ${packageName(specifier)}`;
  return {
    code: "FORGE1018",
    message: `cannot find ${isPath ? "module" : "package"} "${specifier}"`,
    place: importPlace(parent, specifier),
    help,
  };
}

function commonJs(error: Error, imports: readonly HookReport[]): ErrorDetails {
  const url = /ES Module ((?:file:\/\/)?\/\S+?)(?: |$)/.exec(error.message)?.[1];
  const file = url === undefined ? imports.findLast((one) => ownerOf(one.found ?? "") === "project")?.found : toPath(url);
  return {
    code: "FORGE1024",
    message: "a CommonJS module cannot load an ES module that waits",
    ...(file !== undefined && { place: projectPlace({ file }) }),
    help: 'write "type": "module" in package.json, or rename the file to .ts',
  };
}

/** esbuild: `Transform failed with 1 error:\n/p/build.config.ts:2:3: ERROR: Expected ";" but found "x"`. Columns count from 0. */
function transformFailure(error: Error): ErrorDetails | undefined {
  const [, file, line, column, text] = /^(\/.*?|file:.*?):(\d+):(\d+): (?:ERROR|error): (.*)$/m.exec(error.message) ?? [];
  if (file === undefined || text === undefined) return undefined;
  return doesNotCompile(text, { file: toPath(file), line: Number(line), column: Number(column) + 1 });
}

/** V8: the stack begins with `file:///p/x.js:3`, the line, and carets below the column. */
function syntaxFailure(error: Error): ErrorDetails | undefined {
  if (!(error instanceof SyntaxError) || userPlaces(error.stack).length > 0) return undefined;
  const [, file, line] = /^((?:file:\/\/)?\/.*?):(\d+)$/m.exec(error.stack ?? "") ?? [];
  if (file === undefined) return undefined;
  const column = /^( *)\^+$/m.exec(error.stack ?? "")?.[1]?.length;
  return doesNotCompile(error.message, { file: toPath(file), line: Number(line), ...(column !== undefined && { column: column + 1 }) });
}

function doesNotCompile(text: string, at: Place): ErrorDetails {
  const place = projectPlace(at);
  return {
    code: "FORGE1002",
    message: `the configuration does not compile: ${sentence(text)}`,
    place,
    help: "`forge check` lists every error of the TypeScript compiler",
  };
}

function thrown(error: Error): ErrorDetails {
  if (error instanceof RangeError && /allocation failed/i.test(error.message)) {
    return {
      code: "FORGE1004",
      message: "evaluation used more than 2 GB of memory",
      ...firstPlace(error),
      help: "look for a loop that does not end",
    };
  }
  const kind = error.name === "Error" ? "" : ` ${error.name}`;
  const help = adviceFor(error.message);
  const [place, ...via] = userPlaces(error.stack);
  return {
    code: "FORGE1003",
    message: `the configuration threw${kind}: ${sentence(error.message)}`,
    ...(place && { place }),
    ...(via.length > 0 && { related: via.slice(0, 5).map((frame) => ({ place: frame, message: "called from here" })) }),
    help,
  };
}

function adviceFor(message: string): string {
  if (/^(require|module|exports|__filename|__dirname) is not defined/.test(message)) {
    return "the configuration is an ES module: write `import`, and `import.meta.url` for the file's own place";
  }
  if (/ before initialization$/.test(message))
    return "modules that import each other in a circle do this: move what both need into a third";
  return "mend it there, or where it is called from; nothing was built, and nothing in the store was lost";
}

function firstPlace(error: Error): { readonly place?: Place } {
  const [place] = userPlaces(error.stack);
  return place ? { place } : {};
}

/** The line of a file that imports `specifier`. */
function importPlace(file: string, specifier: string): Place {
  const lines = readLines(file);
  const quoted = [`"${specifier}"`, `'${specifier}'`, `\`${specifier}\``];
  const line = lines.findIndex((text) => /\b(import|from|require)\b/.test(text) && quoted.some((one) => text.includes(one)));
  if (line < 0) return projectPlace({ file });
  const text = lines[line] ?? "";
  const column = Math.min(...quoted.map((one) => text.indexOf(one)).filter((at) => at >= 0));
  return projectPlace({ file, line: line + 1, column: column + 1 });
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** One line without a final period, as messages are. */
function sentence(text: string): string {
  return firstLine(text).replace(/\.$/, "");
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
