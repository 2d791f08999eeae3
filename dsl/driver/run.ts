// Runs programs of the host for a driver, inside the child's own walls.
//
// Standard output is the driver's, standard error the log's. It knows no program.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { ForgeError } from "../../core/model/errors.ts";
import type { RunOptions, RunResult } from "../driver-context.ts";

/** More output than this is a mistake: files are what programs write to disk. */
const MOST = 256 << 20;

export interface Runner {
  readonly scratch: string;
  readonly log: (line: string) => void;
}

/** Runs to the end. Throws FORGE2012 unless the exit code is accepted. */
export async function run({ scratch, log }: Runner, argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [program = "", ...rest] = argv;
  if (!existsSync(options.cwd ?? scratch)) throw failed(program, `cannot start in ${options.cwd}, which is not there`, []);
  const child = spawn(program, rest, {
    cwd: options.cwd ?? scratch,
    env: { ...process.env, ...options.environment },
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  const said: string[] = [];
  let size = 0;
  child.stdout?.on("data", (chunk: Buffer) => {
    output.push(chunk);
    size += chunk.length;
    if (size > MOST) child.kill("SIGKILL");
  });
  if (child.stderr) {
    createInterface({ input: child.stderr, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      log(line);
      if (size < MOST) said.push(line);
      size += line.length + 1;
    });
  }
  // A program that does not read all of its input is its own affair.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(options.input);
  const { code, signal } = await ended(program, child);
  if (size > MOST) throw failed(program, `wrote more than ${MOST >> 20} MiB`, said);
  if (code === null) throw failed(program, `was ended by ${signal}`, said);
  const stdoutBytes = Buffer.concat(output);
  if (!(options.accept ?? [0]).includes(code))
    throw failed(program, `ended with exit code ${code}`, said.length > 0 ? said : stdoutBytes.toString("utf8").trimEnd().split("\n"));
  return { exitCode: code, stdoutBytes, stdout: stdoutBytes.toString("utf8"), stderr: said.map((line) => `${line}\n`).join("") };
}

/** FORGE4005 for a program that is not there. */
export function notInstalled(program: string): ForgeError {
  return new ForgeError({
    code: "FORGE4005",
    message: `${program} is not installed on this host`,
    help: `apt-get install ${PACKAGES[program] ?? program}`,
  });
}

/** Debian's package of a program, where it has another name. */
const PACKAGES: { readonly [program: string]: string } = {
  xz: "xz-utils",
  svn: "subversion",
  hg: "mercurial",
  bzr: "brz",
  ssh: "openssh-client",
  zstd: "zstd",
};

function ended(
  program: string,
  child: ReturnType<typeof spawn>,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject("code" in error && error.code === "ENOENT" ? notInstalled(program) : error));
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
}

function failed(program: string, how: string, said: readonly string[]): ForgeError {
  return new ForgeError({
    code: "FORGE2012",
    message: `${program} ${how}`,
    detail: said.filter((line) => line !== "").slice(-20),
    help: "see what it said, above or in the log",
  });
}
