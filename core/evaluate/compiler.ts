// Runs the TypeScript compiler that the project has installed over the project, and gives what it says as errors of ours.
//
// The compiler is a package of the project like any other: it runs sealed, whichever version it is, and is spoken to by its
// command line alone. Knows nothing of graphs.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { type ErrorDetails, ForgeError } from "../model/errors.ts";
import { type CompilerOutput, readCompilerOutput } from "./compiler-output.ts";
import { startError } from "./host.ts";
import { node, sealed, unsealed } from "./seal.ts";
import { sealedDirectories } from "./sealed-directories.ts";

export interface CompileOptions {
  /** Absolute real path. */
  readonly projectRoot: string;
  /** Absolute real path of build.config.ts. */
  readonly configFile: string;
  readonly sealed: boolean;
  readonly signal?: AbortSignal;
}

export interface Compiled {
  readonly errors: readonly ErrorDetails[];
  /** Files of the project that were looked at. */
  readonly files: number;
  /** Version of the compiler. */
  readonly version: string;
}

/** Older ones do not know what forge's own tsconfig.json says. */
const OLDEST = [5, 9] as const;

/** The files of compilers are many and their output is text: more than this is no answer. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Compiles without writing. Throws FORGE1028 where there is no compiler, and FORGE1029 where nothing says what to compile. */
export async function compileProject(options: CompileOptions): Promise<Compiled> {
  const { projectRoot, configFile, signal } = options;
  const compiler = findCompiler(projectRoot);
  const tsconfig = join(projectRoot, "tsconfig.json");
  if (!existsSync(tsconfig)) throw noTsconfig("the project has no tsconfig.json, which says what the compiler looks at");
  const words = ["--noEmit", "--incremental", "false", "--composite", "false", "--pretty", "false", "--listFiles", "-p", tsconfig];
  const argv = [node(), compiler.program, ...words];
  const launch = options.sealed
    ? sealed({ directories: sealedDirectories(projectRoot), cwd: projectRoot, argv, proc: compiler.isNative })
    : unsealed({ argv });
  const [command, ...rest] = launch.argv;
  const { text, code } = await run(command, rest, { cwd: projectRoot, env: launch.environment, ...(signal && { signal }) });
  const found = readCompilerOutput(text);
  if (found.errors.length === 0 && code !== 0) throw broken(text, compiler.version);
  refuseUncovered(found, { projectRoot, configFile });
  const files = found.files.filter((file) => file.startsWith(`${projectRoot}/`) && !file.includes("/node_modules/"));
  return { errors: found.errors, files: files.length, version: compiler.version };
}

interface Compiler {
  /** Absolute path of the program for Node. */
  readonly program: string;
  readonly version: string;
  /** Whether it is a program of the machine's own, which finds its files by /proc. */
  readonly isNative: boolean;
}

/** The package `typescript` as modules of the project find it. */
function findCompiler(projectRoot: string): Compiler {
  let manifest: string;
  try {
    manifest = createRequire(join(projectRoot, "build.config.ts")).resolve("typescript/package.json");
  } catch {
    throw new ForgeError({
      code: "FORGE1028",
      message: "the TypeScript compiler is not installed in the project",
      help: "npm install --save-dev typescript",
    });
  }
  const { version, bin } = JSON.parse(readFileSync(manifest, "utf8")) as {
    readonly version: string;
    readonly bin?: { readonly tsc?: string };
  };
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new ForgeError({
      code: "FORGE1028",
      message: `the project has TypeScript ${version}, and ${OLDEST.join(".")} or newer is needed`,
      help: "npm install --save-dev typescript@latest",
    });
  }
  return { program: join(dirname(manifest), bin?.tsc ?? "bin/tsc"), version, isNative: major >= 7 };
}

interface RunOptions {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  readonly signal?: AbortSignal;
}

/** Runs to the end. Rejects with the signal's reason when that comes first. */
function run(
  command: string,
  words: readonly string[],
  options: RunOptions,
): Promise<{ readonly text: string; readonly code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { ...options, killSignal: "SIGKILL", stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    let size = 0;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > MOST_OUTPUT) child.kill("SIGKILL");
        else chunks.push(chunk);
      });
    }
    child.on("error", (error) => reject(options.signal?.aborted ? options.signal.reason : startError(error)));
    child.on("close", (code) => resolve({ text: Buffer.concat(chunks).toString("utf8"), code }));
  });
}

/** A tsconfig.json that does not include the configuration lets every error in it pass. */
function refuseUncovered(
  { errors, files }: CompilerOutput,
  { projectRoot, configFile }: Pick<CompileOptions, "projectRoot" | "configFile">,
): void {
  // Where tsconfig.json itself is wrong, that is what is said.
  if (files.includes(configFile) || errors.some(({ place }) => place?.line === undefined)) return;
  throw noTsconfig(`tsconfig.json leaves ${relative(projectRoot, configFile)} out`);
}

function noTsconfig(message: string): ForgeError {
  return new ForgeError({
    code: "FORGE1029",
    message,
    place: { file: "tsconfig.json" },
    help: 'it may be as short as { "extends": "forge-build/tsconfig.json", "include": ["**/*.ts"] }',
  });
}

function broken(text: string, version: string): ForgeError {
  if (/^bwrap: /m.test(text)) {
    return new ForgeError({
      code: "FORGE4004",
      message: "the sandbox for the compiler could not be set up",
      detail: text.trim().split("\n"),
      help: "`forge doctor` says why; `--unsealed` runs the compiler of a project that you trust without a sandbox",
    });
  }
  return new ForgeError({
    code: "FORGE1028",
    message: `the TypeScript compiler ${version} ended without an answer`,
    detail: text.trim().split("\n").slice(-10),
    help: "install it again: npm install --save-dev typescript",
  });
}
