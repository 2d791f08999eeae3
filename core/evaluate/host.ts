// Starts the program that evaluates a configuration, and takes its answer: the graph's text, or why there is none.
//
// Knows processes, not graphs. Whatever the child does, this ends: by its answer, its end, the time limit or a signal.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { ForgeError } from "../model/errors.ts";
import type { EvaluationAnswer, EvaluationRequest } from "../model/evaluation.ts";
import { packageFile } from "../package.ts";
import { readAnswer } from "./answer.ts";
import { node, sealed, unsealed } from "./seal.ts";
import { sealedDirectories } from "./sealed-directories.ts";

export interface HostOptions {
  /** Absolute real path. */
  readonly projectRoot: string;
  readonly configFile: string;
  readonly options: { readonly [name: string]: string };
  readonly timeoutSeconds: number;
  readonly sealed: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Answered {
  readonly answer: EvaluationAnswer;
  /** Empty when there is none. */
  readonly graph: string;
}

/** MB of JavaScript's heap. */
const MOST_HEAP = 2048;
const MOST_ANSWER = 512 * 1024 * 1024;

/** Evaluates once. Throws FORGE1004 and FORGE400x; what is wrong with the configuration is in the answer. */
export async function runEvaluator(options: HostOptions): Promise<Answered> {
  const program = packageFile("evaluate.js");
  const tsconfig = join(options.projectRoot, "tsconfig.json");
  const request: EvaluationRequest = {
    projectRoot: options.projectRoot,
    configFile: options.configFile,
    options: options.options,
    ...(existsSync(tsconfig) && { tsconfig }),
  };
  const argv = [node(), `--max-old-space-size=${MOST_HEAP}`, "--no-warnings", program, JSON.stringify(request)];
  const launch = options.sealed
    ? sealed({ directories: sealedDirectories(options.projectRoot), cwd: options.projectRoot, argv })
    : unsealed({ argv });
  const [command, ...words] = launch.argv;
  const child = spawn(command, words, { cwd: options.projectRoot, env: launch.environment, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const end = await watch(child, options);
  return readAnswer(end.answer) ?? giveUp(end, options);
}

interface End {
  readonly answer: Buffer;
  /** What the program said on its streams: nothing, unless it crashed. */
  readonly said: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stopped: "time" | "size" | "cancelled" | undefined;
}

function watch(child: ChildProcess, { timeoutSeconds, signal }: HostOptions): Promise<End> {
  return new Promise((resolve, reject) => {
    let stopped: End["stopped"];
    const stop = (why: NonNullable<End["stopped"]>): void => {
      stopped ??= why;
      child.kill("SIGKILL");
    };
    const cancel = (): void => stop("cancelled");
    const timer = setTimeout(() => stop("time"), timeoutSeconds * 1000);
    signal?.addEventListener("abort", cancel, { once: true });
    if (signal?.aborted) cancel();
    const answer = collect(child.stdio[3] as Readable, MOST_ANSWER, () => stop("size"));
    const said = [child.stdout, child.stderr].flatMap((stream) => (stream ? [collect(stream, 64 * 1024, () => {})] : []));
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    };
    child.on("error", (error) => {
      settle();
      reject(startError(error));
    });
    child.on("close", (code, killed) => {
      settle();
      resolve({
        answer: Buffer.concat(answer),
        said: said
          .map((chunks) => Buffer.concat(chunks).toString("utf8"))
          .join("")
          .trim(),
        code,
        signal: killed,
        stopped,
      });
    });
  });
}

/** The chunks of a stream as they come, no more than `most` bytes. */
function collect(stream: Readable, most: number, onMore: () => void): readonly Buffer[] {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
    else onMore();
  });
  return chunks;
}

function giveUp({ said, code, signal, stopped }: End, { timeoutSeconds, sealed: isSealed }: HostOptions): never {
  if (stopped === "cancelled") throw new ForgeError({ code: "FORGE3009", message: "the evaluation was cancelled" });
  if (stopped === "time") {
    throw new ForgeError({
      code: "FORGE1004",
      message: `evaluation took longer than ${timeoutSeconds} s`,
      help: "look for a loop that does not end; `--evaluation-timeout SECONDS` allows more time",
    });
  }
  if (stopped === "size") throw new ForgeError({ code: "FORGE1004", message: "evaluation made a graph of more than 512 MB" });
  if (/out of memory|heap limit|allocation fail|cannot allocate/i.test(said) || signal === "SIGKILL" || code === 137) {
    throw new ForgeError({
      code: "FORGE1004",
      message: "evaluation used more than 2 GB of memory",
      help: "look for a loop that does not end",
    });
  }
  if (isSealed && /^bwrap: /m.test(said)) {
    const isNamespace = /uid map|namespace|RTM_NEWADDR/.test(said);
    throw new ForgeError({
      code: isNamespace ? "FORGE4002" : "FORGE4004",
      message: isNamespace
        ? "this host lets no sandbox be made for the configuration"
        : "the sandbox for the configuration could not be set up",
      detail: said.split("\n"),
      help: "`forge doctor` says why; `--unsealed` evaluates a configuration that you trust without a sandbox, and writes no lock",
    });
  }
  throw new Error(`internal: the evaluator ended with ${signal ?? code} and no answer: ${said}`);
}

/** What it means that the program that makes the sandbox cannot be started. */
export function startError(error: Error): Error {
  if (!("code" in error) || error.code !== "ENOENT") return error;
  return new ForgeError({
    code: "FORGE4001",
    message: "bubblewrap is not installed, and configurations are evaluated in its sandbox",
    help: "install it: apt-get install bubblewrap; or evaluate a configuration that you trust with `--unsealed`",
  });
}
