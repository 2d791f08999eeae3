// A project in a temporary directory, with a home and a store of its own, driven by the real command.
//
// Knows the command line and nothing of the engine. Removed when the test ends, unless kept.

import { spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildEvent } from "../../core/model/events.ts";

export const repository: string = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export interface ForgeRun {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
  /** stdout as JSON lines. */
  events(): readonly BuildEvent[];
}

export interface RunOptions {
  readonly environment?: { readonly [name: string]: string };
  readonly signal?: AbortSignal;
  /** Directory to start in. The project's root unless said. */
  readonly cwd?: string;
  /** Words before the command, such as `["faketime", "…"]`. */
  readonly prefix?: readonly string[];
}

export interface Project extends AsyncDisposable {
  readonly root: string;
  readonly store: string;
  /** The environment in which the command runs. */
  readonly environment: NodeJS.ProcessEnv;
  write(path: string, text: string): void;
  read(path: string): string;
  forge(args: readonly string[], options?: RunOptions): Promise<ForgeRun>;
  /** Leaves everything where it is when the test ends, and says where. */
  keep(): void;
}

export interface ProjectOptions {
  /** Where the temporary directory is made; another file system, for instance. */
  readonly within?: string;
  /** Directory of the store's parent, shared with other projects. Its own unless said. */
  readonly cache?: string;
}

/** A project with these files. A value is the text of a file; `node_modules/forge-build` leads to this repository. */
export function createProject(files: { readonly [path: string]: string }, options: ProjectOptions = {}): Project {
  const scratch = mkdtempSync(join(options.within ?? process.env["FORGE_TEST_TMP"] ?? tmpdir(), "forge-test-"));
  const root = join(scratch, "project");
  const cache = options.cache ?? join(scratch, "cache");
  const environment = { ...process.env, HOME: join(scratch, "home"), XDG_CACHE_HOME: cache, XDG_CONFIG_HOME: join(scratch, "config") };
  for (const name of ["CI", "FORCE_COLOR", "NODE_EXTRA_CA_CERTS", "VITEST", "NODE_ENV", "NODE_OPTIONS"])
    delete (environment as NodeJS.ProcessEnv)[name];
  for (const directory of [environment.HOME, join(root, "node_modules")]) mkdirSync(directory, { recursive: true });
  symlinkSync(repository, join(root, "node_modules", "forge-build"));
  let kept = false;

  const project: Project = {
    root,
    store: join(cache, "forge"),
    environment,
    write(path, text) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    read: (path) => readFileSync(join(root, path), "utf8"),
    forge: (args, run = {}) =>
      runForge(args, { cwd: root, ...run, environment: { ...(environment as Record<string, string>), ...run.environment } }),
    keep() {
      kept = true;
      process.stderr.write(`kept ${scratch}\n`);
    },
    async [Symbol.asyncDispose]() {
      if (!kept) removeTree(scratch);
    },
  };
  for (const [path, text] of Object.entries({ "package.json": '{ "type": "module" }\n', ...files })) project.write(path, text);
  return project;
}

/** Runs `bin/forge.js` of this repository with the Node that runs the test. */
function runForge(args: readonly string[], options: RunOptions = {}): Promise<ForgeRun> {
  const [program = process.execPath, ...rest] = [...(options.prefix ?? []), process.execPath, join(repository, "bin/forge.js"), ...args];
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      cwd: options.cwd,
      env: options.environment ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.signal && { signal: options.signal, killSignal: "SIGKILL" }),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => error.name !== "AbortError" && reject(error));
    child.on("close", (exitCode, signal) =>
      resolve({ exitCode, signal, stdout, stderr, milliseconds: performance.now() - start, events: () => parseLines<BuildEvent>(stdout) }),
    );
  });
}

/** A small system: the host's static busybox with links for what the tests call. */
export function addBusybox(project: Project, directory = "base"): void {
  const bin = join(project.root, directory, "bin");
  mkdirSync(bin, { recursive: true });
  copyFileSync(busybox(), join(bin, "busybox"));
  chmodSync(join(bin, "busybox"), 0o755);
  for (const name of ["sh", "cat", "cp", "ln", "ls", "mkdir", "mv", "rm", "sleep", "true", "sha256sum", "chmod", "dd"])
    symlinkSync("busybox", join(bin, name));
}

/** Path of the host's static busybox. */
export function busybox(): string {
  const found = ["/bin/busybox", "/usr/bin/busybox"].find((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile());
  if (found === undefined) throw new Error("the tests need the Debian package busybox-static");
  return found;
}

/** Removes a directory, whatever modes were left in it. */
export function removeTree(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) unlock(path);
  rmSync(path, { recursive: true, force: true });
}

function unlock(directory: string): void {
  chmodSync(directory, 0o700);
  for (const entry of readdirSync(directory, { withFileTypes: true, encoding: "buffer" })) {
    if (entry.isDirectory()) unlock(`${directory}/${entry.name.toString("utf8")}`);
  }
}

/** Text of JSON lines as values. */
export function parseLines<Value>(text: string): readonly Value[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Value);
}
