// Runs programs of the host for a driver, inside the child's own walls.
//
// Standard output is the driver's, standard error the log's. It knows no program.

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
  // Loaded when the first program runs: most drivers run none.
  const { execa } = await import("execa");
  const running = execa(program, rest, {
    cwd: options.cwd ?? scratch,
    env: { ...options.environment },
    ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
    encoding: "buffer",
    stripFinalNewline: false,
    maxBuffer: MOST,
    reject: false,
  });
  createInterface({ input: running.stderr, crlfDelay: Number.POSITIVE_INFINITY }).on("line", log);
  const result = await running;
  if (result.code === "ENOENT") throw notInstalled(program);
  const stdout = text(result.stdout);
  const said = text(result.stderr).trimEnd().split("\n");
  if (result.isMaxBuffer) throw failed(program, `wrote more than ${MOST >> 20} MiB`, said);
  if (result.exitCode === undefined) throw failed(program, `was ended by ${result.signal ?? result.shortMessage}`, said);
  if (!(options.accept ?? [0]).includes(result.exitCode))
    throw failed(program, `ended with exit code ${result.exitCode}`, said.join("") === "" ? stdout.trimEnd().split("\n") : said);
  return { exitCode: result.exitCode, stdoutBytes: result.stdout ?? new Uint8Array(), stdout, stderr: text(result.stderr) };
}

function text(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? new Uint8Array()).toString("utf8");
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

function failed(program: string, how: string, said: readonly string[]): ForgeError {
  return new ForgeError({
    code: "FORGE2012",
    message: `${program} ${how}`,
    detail: said.filter((line) => line !== "").slice(-20),
    help: "see what it said, above or in the log",
  });
}
